import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { SpearmintModule } from 'nestjs-spearmint';
import { LabelService } from './label.service.js';

const settings = () => ({
  variants: fileURLToPath(new URL('./configs/', import.meta.url)),
});

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, load: [settings] }),
    SpearmintModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        configs: [config.getOrThrow<string>('variants')],
      }),
    }),
  ],
  providers: [LabelService],
})
export class YamlFilesModule {}
