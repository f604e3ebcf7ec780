import { MusterError } from '../../model/error.ts';

export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a number from 1 to 9999`);
  return Number(text);
}

export function parseCountOrNone(text: string): number {
  return text === '0' ? 0 : parseCount(text);
}

export function parseFactor(text: string): number {
  const value = Number(text);
  if (text === '' || !(value > 0 && value <= 1000))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a factor between 0 and 1000`);
  return value;
}

export function parseSeconds(text: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0.2 && value <= 3600))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a number of seconds from 0.2 to 3600`);
  return value;
}

export function parsePort(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 65_535)
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a port from 1 to 65535`);
  return value;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `64MB`; a unit is 1024 of the one below. */
export function parseBytes(text: string): number {
  const found = /^(\d{1,6}(?:\.\d{1,3})?)([KMGT]?B)?$/i.exec(text);
  const bytes = Number(found?.[1]) * 1024 ** UNITS.indexOf((found?.[2] ?? 'B').toUpperCase());
  if (found === null || !(bytes > 0))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a size such as 64MB`);
  return Math.round(bytes);
}
