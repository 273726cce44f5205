import { IsIn, IsNumber, IsOptional } from 'class-validator';
import {
  ConfigPool,
  DynamicValue,
  grid,
  int,
  linspace,
  literal,
  logspace,
  logUniform,
  range,
  secret,
  space,
  Space,
  uniform,
  variants,
  type StandardSchema,
} from 'nestjs-spearmint';
import { same } from '../support.js';

class Search {
  @IsIn(['OR', 'AND']) combination!: 'OR' | 'AND';
  @IsNumber() fuzzy!: number;
  @IsOptional() @IsNumber({}, { each: true }) boosts?: number[];
  @IsOptional() apiKey?: string;
}

const searches = space(Search, {
  combination: grid(['OR', 'AND']),
  fuzzy: linspace({ from: 0, to: 0.4, count: 3 }),
  boosts: [1, range({ from: 1, to: 3 })],
  apiKey: secret('SEARCH_KEY'),
});
same<typeof searches, Space<Search>>(true);
same<ReturnType<typeof searches.toJSON>, object>(true);

space(Search, {
  combination: 'OR',
  fuzzy: logspace({ from: 1, to: 9, count: 2 }),
});
space(Search, { combination: literal('AND'), fuzzy: DynamicValue([0, 1]) });
space(
  Search,
  variants({ exact: { combination: 'AND' } }, { combination: 'OR', fuzzy: 0 }),
);
space(
  Search,
  { combination: 'OR', fuzzy: uniform({ from: 0, to: 1 }) },
  { seed: 1, samples: 3, exclude: [{ fuzzy: { $gt: 0.5 } }] },
);

// @ts-expect-error a wrong literal in a grid
space(Search, { combination: grid(['OR', 'NOT']), fuzzy: 0 });
// @ts-expect-error numbers where texts belong
space(Search, { combination: int({ from: 0, to: 1 }), fuzzy: 0 });
// @ts-expect-error a text where numbers belong
space(Search, { combination: 'OR', fuzzy: grid(['0']) });
// @ts-expect-error an unknown key
space(Search, { combination: 'OR', fuzzy: 0, fuzzyness: 1 });
// @ts-expect-error a missing key
space(Search, { combination: 'OR' });
// @ts-expect-error a bound in quotes
space(Search, { combination: 'OR', fuzzy: logUniform({ from: '1', to: 2 }) });
// @ts-expect-error an exclusion of what there is not
space(Search, { combination: 'OR', fuzzy: 0 }, { exclude: [{ fuzy: 1 }] });

declare const schema: StandardSchema<{ n: number }>;
same<Awaited<ReturnType<typeof ofSchema>>, ConfigPool<{ n: number }>>(true);
const ofSchema = () =>
  ConfigPool.from([space(schema, { n: grid([1, 2]) })], { model: schema });
// @ts-expect-error what the schema does not give
space(schema, { n: grid(['1']) });
