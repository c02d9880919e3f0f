import { Module } from '@nestjs/common';
import { CollectionTree } from './collection-tree.js';

/** On its own: prompts are put into collections, and removing a collection removes prompts. */
@Module({ providers: [CollectionTree], exports: [CollectionTree] })
export class CollectionTreeModule {}
