import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsNumber,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

/** How much a match in each field counts. */
export class Boosts {
  @IsNumber()
  @Min(0)
  title!: number;

  @IsNumber()
  @Min(0)
  director!: number;

  @IsNumber()
  @Min(0)
  genre!: number;
}

/** One way to search; the configs of `configs/search.yaml` are checked against it at boot. */
export class SearchConfig {
  /** The share of a word's letters that may differ. */
  @IsNumber()
  @Min(0)
  @Max(0.5)
  fuzzy!: number;

  /** Whether a word of the query matches longer words that begin with it. */
  @IsBoolean()
  prefix!: boolean;

  /** Whether a film needs all words of the query or any of them. */
  @IsIn(['AND', 'OR'])
  combination!: 'AND' | 'OR';

  @IsDefined()
  @ValidateNested()
  @Type(() => Boosts)
  boosts!: Boosts;
}
