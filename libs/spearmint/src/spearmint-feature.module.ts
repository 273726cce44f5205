import { Module } from '@nestjs/common';

/** Holds the named pools of one `forFeature`. @internal */
@Module({})
export class SpearmintFeatureModule {}
