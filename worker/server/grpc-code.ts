/** As in google.rpc.Code; the client exports none of them. */
export const GRPC = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  UNIMPLEMENTED: 12,
  UNAUTHENTICATED: 16,
} as const;

interface GrpcLike {
  readonly code: number;
  readonly details: string;
}

/** The refusal of the server behind an error, however often it was wrapped. */
export function findGrpcError(error: unknown): GrpcLike | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    const { code, details } = current as { code?: unknown; details?: unknown };
    if (typeof code === 'number' && typeof details === 'string') return { code, details };
    current = current.cause;
  }
  return undefined;
}
