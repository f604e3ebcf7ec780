export { firing } from './firing.ts';
export { foreman } from './foreman.ts';
export { look } from './look.ts';
export { notice } from './notice.ts';
export { operation } from './operation.ts';
