/** What a server says is left, in words. Knows no view. */
import type { App } from './app.svelte';
import type { ServerId } from './backend';
import * as format from './format';
import type { BalanceView } from './generated/contract';
import { sentence } from './i18n';
import { MICROS, moneyText } from './money';

export function balanceText({ t, tag }: Pick<App, 't' | 'tag'>, balance: BalanceView): string {
  if (balance.unlimited) return t.money.balanceUnlimited;
  const micros = balance.micros ?? 0;
  return balance.currency === null ? t.money.balanceUnit(format.decimal(micros / MICROS, tag, 2)) : moneyText({ micros, currency: balance.currency }, tag);
}

/** Asks for it and says it. The engine asks a server at most once a minute. */
export async function tellBalance(app: App, server: ServerId): Promise<void> {
  await app.attempt(async () => {
    const told = await app.backend.balance(server);
    if (told === null) return;
    const said = told.error === null ? balanceText(app, told) : sentence(app.t, told.error);
    app.say(app.t.imports.at(app.serverName(server), said), { error: told.error });
  });
}
