import { IsInt, IsNumber, IsString, Max, Min } from 'class-validator';

export class PromptConfig {
  @IsString() model!: string;
  @IsNumber() @Min(0) @Max(2) temperature = 0.5;
  @IsInt() @Min(1) maxTokens = 100;

  describe(): string {
    return `Model: ${this.model}, Temp: ${this.temperature}, MaxTokens: ${this.maxTokens}`;
  }
}
