import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';

export function keyword(name: string, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value };
}

export function keywordList(name: string, value: readonly string[]): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD_LIST'), value: [...value] };
}
