import { afterEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { SpearmintHook, ExperimentHook } from 'nestjs-spearmint';
import { closeAll, rejection } from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { readAll } from '../support/read-all.js';
import { useContextManager } from './support/traced.js';
import { searching } from './support/searching.js';

useContextManager();
afterEach(closeAll);

describe('the spans of a call', () => {
  it('stand below what was active: the call, its branches, what runs in them, inner experiments', async () => {
    const { app, search, spans } = await searching();
    await spans.within('GET /search', () => search.all());
    await app.settled();
    const branch = 'GET /search > experiment Search.all > variant Search.all';
    const inner = `${branch} > experiment Inner.find`;
    expect(spans.tree).toEqual(
      [
        'GET /search',
        'GET /search > experiment Search.all',
        ...[1, 2, 3].flatMap(() => [
          branch,
          inner,
          `${inner} > primary Inner.find`,
        ]),
      ].sort(),
    );
    const traces = new Set(spans.all.map((span) => span.spanContext().traceId));
    expect(traces.size).toBe(1);
    for (const one of spans.named('variant Search.all')) {
      const below = spans
        .named('experiment Inner.find')
        .filter(
          ({ parentSpanContext }) =>
            parentSpanContext?.spanId === one.spanContext().spanId,
        );
      expect(below).toHaveLength(1);
    }
  });

  it('say what ran, and are timed as records are', async () => {
    const { app, search, spans } = await searching();
    await search.single();
    await app.settled();
    const [record] = app.logger.records;
    const branch = spans.the('primary Search.single');
    expect(branch.attributes).toEqual({
      'spearmint.experiment': 'Search.single',
      'spearmint.strategy': 'single',
      'spearmint.branch.role': 'primary',
      'spearmint.branch.id': record?.id,
      'spearmint.config.id': 'one',
      'spearmint.config.source': 'pool',
      'spearmint.config.read': true,
      'spearmint.status': 'success',
    });
    const [seconds, nanos] = branch.startTime;
    expect(seconds * 1_000 + nanos / 1e6).toBeCloseTo(
      record?.startedAt ?? 0,
      2,
    );
    expect(branch.duration[0] * 1_000 + branch.duration[1] / 1e6).toBeCloseTo(
      record?.durationMs ?? 0,
      2,
    );
    expect(branch.status.code).toBe(SpanStatusCode.UNSET);
    expect(branch.instrumentationScope).toMatchObject({
      name: '@nestjs-spearmint/otel',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(spans.the('experiment Search.single').attributes).toEqual({
      'spearmint.experiment': 'Search.single',
      'spearmint.strategy': 'single',
      'spearmint.status': 'success',
    });
  });

  it('name the branch that a branch was started in', async () => {
    const { app, search, spans } = await searching();
    await search.all();
    await app.settled();
    const outer = spans
      .named('variant Search.all')
      .map(({ attributes }) => attributes['spearmint.branch.id']);
    const inner = spans
      .named('primary Inner.find')
      .map(({ attributes }) => attributes['spearmint.branch.parent_id']);
    expect(inner.sort()).toEqual(outer.sort());
  });

  it('belong to a config that the caller passed, too', async () => {
    const { app, search, spans } = await searching();
    await search.given({ delta: 7 });
    await app.settled();
    expect(spans.the('primary Search.given').attributes).toMatchObject({
      'spearmint.config.source': 'caller',
    });
    expect(spans.the('experiment Search.given').events).toEqual([]);
  });

  it('hold the values of a config that are asked for', async () => {
    const { app, search, spans } = await searching(
      {
        configAttributes: ['delta', 'tags', 'missing.path'],
      },
      { configs: [{ $id: 'one', delta: 1, tags: ['a', 'b'] }] },
    );
    await search.single();
    await app.settled();
    const { attributes } = spans.the('primary Search.single');
    expect(attributes).toMatchObject({
      'spearmint.config.delta': 1,
      'spearmint.config.tags': '["a","b"]',
    });
    expect(attributes).not.toHaveProperty(['spearmint.config.missing.path']);
  });

  it('stand outside of other hooks, whose work they cover', async () => {
    @SpearmintHook()
    class Client extends ExperimentHook {
      override async aroundBranch(
        _: unknown,
        next: () => Promise<unknown>,
      ): Promise<unknown> {
        search.clientCall('by a hook');
        return next();
      }
    }
    const { app, search, spans } = await searching({}, {}, [Client]);
    await search.single();
    await app.settled();
    expect(spans.tree).toContain(
      'experiment Search.single > primary Search.single > by a hook',
    );
  });
});

describe('a call that fails', () => {
  it.each(['single', 'sync'] as const)(
    'has the error in both spans, of a method that is %s',
    async (method) => {
      const { app, search, spans } = await searching();
      search.failure = new TypeError('no index', {
        cause: new Error('disk full'),
      });
      expect(await rejection(search[method]() as Promise<number>)).toBe(
        search.failure,
      );
      await app.settled();
      const branch = spans.the(`primary Search.${method}`);
      const call = spans.the(`experiment Search.${method}`);
      for (const { status, attributes } of [branch, call]) {
        expect(status).toEqual({
          code: SpanStatusCode.ERROR,
          message: 'no index',
        });
        expect(attributes).toMatchObject({
          'error.type': 'TypeError',
          'spearmint.status': 'failed',
        });
      }
      expect(branch.events).toMatchObject([
        {
          name: 'exception',
          attributes: {
            'exception.type': 'TypeError',
            'exception.message': 'no index',
            'exception.stacktrace': expect.stringMatching(
              /^TypeError: no index\n {4}at [\s\S]+\nCaused by: Error: disk full/,
            ),
          },
        },
      ]);
    },
  );

  it('says so for what is thrown and no error', async () => {
    const { app, search, spans } = await searching();
    search.failure = 'just a text';
    await rejection(search.single());
    await app.settled();
    expect(spans.the('primary Search.single').events[0]?.attributes).toEqual({
      'exception.type': 'string',
      'exception.message': 'just a text',
      'exception.stacktrace': 'string: just a text',
    });
  });

  it('for its time limit says so, while its method goes on', async () => {
    const { app, search, spans } = await searching();
    const gate = deferred();
    search.gate = gate.promise;
    await rejection(search.slow());
    await app.settled();
    expect(spans.the('primary Search.slow')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'BranchTimeoutError' },
    });
    gate.resolve();
    await app.settled();
    expect(spans.named('primary Search.slow')).toHaveLength(1);
  });
});

describe('branches beside the one that answers', () => {
  it('are children of the call when they are shadows that outlive it', async () => {
    const { app, search, spans } = await searching();
    const gate = deferred();
    search.gate = gate.promise;
    await spans.within('GET /', () => search.shadowed());
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(spans.the('experiment Search.shadowed').ended).toBe(true);
    expect(spans.named('shadow Search.shadowed')).toEqual([]);
    gate.resolve();
    await app.settled();
    expect(spans.tree).toEqual([
      'GET /',
      'GET / > experiment Search.shadowed',
      'GET / > experiment Search.shadowed > primary Search.shadowed',
      'GET / > experiment Search.shadowed > shadow Search.shadowed',
      'GET / > experiment Search.shadowed > shadow Search.shadowed',
    ]);
  });

  it('have a span of no length when they are skipped, with the reason', async () => {
    const { app, search, spans } = await searching(
      {},
      { background: { queueLimit: 0 } },
    );
    await search.shadowed();
    await app.settled();
    const skipped = spans.named('shadow Search.shadowed');
    expect(skipped).toHaveLength(2);
    for (const { status, attributes } of skipped) {
      expect(status.code).toBe(SpanStatusCode.UNSET);
      expect(attributes).toMatchObject({
        'spearmint.status': 'skipped',
        'spearmint.branch.skip_reason': expect.stringMatching(/queue/),
      });
    }
  });

  it('are skipped when they lose a race', async () => {
    const { app, search, spans } = await searching();
    const gate = deferred();
    search.gate = gate.promise;
    expect(await search.raced()).toBe(5);
    await app.settled();
    expect(
      spans
        .named('variant Search.raced')
        .map(({ attributes }) =>
          [
            attributes['spearmint.config.id'],
            attributes['spearmint.status'],
          ].join(' '),
        )
        .sort(),
    ).toEqual(['five success', 'one skipped', 'ten skipped']);
    expect(
      spans.the('experiment Search.raced').attributes['spearmint.status'],
    ).toBe('success');
    gate.resolve();
  });

  it('are those that failed before a fallback', async () => {
    const { app, search, spans } = await searching();
    expect(await search.fallingBack()).toBe(5);
    await app.settled();
    expect(spans.the('primary Search.fallingBack').status.code).toBe(
      SpanStatusCode.ERROR,
    );
    expect(spans.the('variant Search.fallingBack').status.code).toBe(
      SpanStatusCode.UNSET,
    );
    expect(spans.the('experiment Search.fallingBack').status.code).toBe(
      SpanStatusCode.UNSET,
    );
  });
});

describe('what happens in a branch', () => {
  it('is told by events: each attempt of a retry', async () => {
    const { app, search, spans } = await searching();
    expect(await search.retried()).toBe(1);
    await app.settled();
    const { attributes, events } = spans.the('primary Search.retried');
    expect(attributes['spearmint.branch.attempts']).toBe(3);
    expect(events).toMatchObject([
      {
        name: 'spearmint.attempt',
        attributes: {
          'spearmint.attempt.number': 1,
          'error.type': 'Error',
          'exception.message': 'attempt 1 failed',
        },
      },
      { attributes: { 'exception.message': 'attempt 2 failed' } },
      {
        attributes: {
          'spearmint.attempt.number': 3,
          'spearmint.attempt.duration': expect.any(Number),
        },
      },
    ]);
    expect(events[2]?.attributes).not.toHaveProperty(['error.type']);
  });

  it('is told by events: scores', async () => {
    const { app, search, spans } = await searching();
    await search.scored();
    await app.settled();
    expect(spans.the('primary Search.scored').events).toMatchObject([
      {
        name: 'gen_ai.evaluation.result',
        attributes: {
          'gen_ai.evaluation.name': 'relevance',
          'gen_ai.evaluation.score.value': 0.5,
        },
      },
    ]);
  });

  it('is below its span, and both spans last until the end of a stream', async () => {
    const { app, search, spans } = await searching();
    const items = search.items();
    await app.settled();
    expect(spans.all).toEqual([]);
    await spans.within('the reader', () => readAll(items));
    await app.settled();
    expect(spans.tree).toEqual([
      'experiment Search.items',
      'experiment Search.items > primary Search.items',
      'experiment Search.items > primary Search.items > the second item',
      'the reader',
    ]);
  });

  it('is below its span for an Observable, whoever subscribes', async () => {
    const { app, search, spans } = await searching();
    const observed = search.observed();
    await spans.within('the subscriber', () => readAll(observed));
    await app.settled();
    expect(spans.tree).toContain(
      'experiment Search.observed > primary Search.observed > subscribed',
    );
  });

  it('fails with its stream', async () => {
    const { app, search, spans } = await searching();
    search.failure = new Error('broken off');
    await rejection(readAll(search.items()));
    await app.settled();
    for (const name of ['primary Search.items', 'experiment Search.items'])
      expect(spans.the(name).status).toEqual({
        code: SpanStatusCode.ERROR,
        message: 'broken off',
      });
  });
});
