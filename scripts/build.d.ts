export function ensureBuilt(options?: { readonly lenient?: boolean }): Promise<void>;
