import { soundText } from '../values/text.js';
import { doubleField, field, fixed64Field, varintField } from './wire.js';

/** The numbers are those of the fields in opentelemetry/proto/trace/v1/trace.proto. */
const OK = 1;
const ERROR = 2;
const INTERNAL = 1;

type Value = string | number;
/** What is undefined is left out. @internal */
export type Attributes = Readonly<Record<string, Value | undefined>>;

/** A span that is over. @internal */
export interface EndedSpan {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  readonly name: string;
  /** Nanoseconds since the epoch. */
  readonly startedAt: bigint;
  readonly endedAt: bigint;
  readonly attributes: Attributes;
  /** The exception that ended it. */
  readonly exception?: Attributes;
  readonly link?: { readonly traceId: Buffer; readonly spanId: Buffer };
  /** What is wrong with it; absent when all is well. */
  readonly fault?: string;
}

/** @internal */
export function encodeSpan(span: EndedSpan): Buffer {
  const { exception, link, fault } = span;
  return Buffer.concat([
    field(1, span.traceId),
    field(2, span.spanId),
    field(5, soundText(span.name)),
    varintField(6, INTERNAL),
    fixed64Field(7, span.startedAt),
    fixed64Field(8, span.endedAt),
    attributesOf(9, span.attributes),
    exception === undefined
      ? Buffer.alloc(0)
      : field(
          11,
          Buffer.concat([
            fixed64Field(1, span.endedAt),
            field(2, 'exception'),
            attributesOf(3, exception),
          ]),
        ),
    link === undefined
      ? Buffer.alloc(0)
      : field(
          13,
          Buffer.concat([field(1, link.traceId), field(2, link.spanId)]),
        ),
    field(
      15,
      fault === undefined
        ? varintField(3, OK)
        : Buffer.concat([field(2, soundText(fault)), varintField(3, ERROR)]),
    ),
  ]);
}

/** An `ExportTraceServiceRequest` of encoded spans. @internal */
export function encodeRequest(spans: readonly Buffer[]): Buffer {
  const scope = field(1, field(1, 'nestjs-spearmint'));
  const scopeSpans = [scope, ...spans.map((span) => field(2, span))];
  return field(1, field(2, Buffer.concat(scopeSpans)));
}

function attributesOf(number: number, attributes: Attributes): Buffer {
  return Buffer.concat(
    Object.entries(attributes).map(([key, value]) =>
      value === undefined
        ? Buffer.alloc(0)
        : field(
            number,
            Buffer.concat([
              field(1, soundText(key)),
              field(2, anyValue(value)),
            ]),
          ),
    ),
  );
}

function anyValue(value: Value): Buffer {
  return typeof value === 'string'
    ? field(1, soundText(value))
    : doubleField(4, value);
}
