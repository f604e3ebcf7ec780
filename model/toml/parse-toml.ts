import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { MusterError } from '../error.ts';

export interface ParsedToml {
  readonly top: AST.TOMLTopLevelTable;
  readonly comments: readonly AST.Comment[];
  readonly tokens: readonly AST.Token[];
}

/** With source ranges. Nothing of the text is in the error: a mistyped password would be too. */
export function parseToml(text: string, name = 'the file'): ParsedToml {
  try {
    // A byte order mark is no part of TOML; a blank keeps the offsets.
    const { body, comments, tokens } = parseTOML(text.replace(/^\uFEFF/, ' '), { tomlVersion: '1.0' });
    return { top: body[0], comments, tokens };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new MusterError(
      'BAD_INPUT',
      `${name} is not TOML: ${error.message}, line ${error.lineNumber}, column ${error.column + 1}`,
      { hint: 'correct the file by hand; nothing was changed' },
    );
  }
}

export function namesOf(key: AST.TOMLKey): readonly string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}
