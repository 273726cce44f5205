import { IsNotEmpty, IsNumber, IsString, Max, Min } from 'class-validator';

/** What is asked, of which model. */
export class ModelConfig {
  @IsString() @IsNotEmpty() model!: string;
  @IsString() @IsNotEmpty() prompt!: string;
  @IsNumber() @Min(0) @Max(2) temperature = 0.3;
  @IsString() @IsNotEmpty() apiKey!: string;
}
