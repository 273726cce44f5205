import { IsInt, Min } from 'class-validator';

export class LimitsConfig {
  @IsInt() @Min(1) max_tokens!: number;
}
