import type { SendInput } from '../../model/notices/notice.ts';
import type { Tools } from '../tools.ts';
import { sendNotice } from './send-notice.ts';

export function createNotices(tools: Tools) {
  return { send: (input: SendInput) => sendNotice(tools, input) };
}
