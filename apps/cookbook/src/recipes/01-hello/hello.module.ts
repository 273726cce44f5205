import { Controller, Get, Module, Query } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { HelloService } from './hello.service.js';

@Controller()
export class HelloController {
  constructor(private readonly hello: HelloService) {}

  @Get('process')
  async process(@Query('text') text: string): Promise<{ result: string }> {
    return { result: await this.hello.process(text) };
  }
}

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [{ model: 'gpt-4', temperature: 0.7 }],
    }),
  ],
  controllers: [HelloController],
  providers: [HelloService],
})
export class HelloModule {}
