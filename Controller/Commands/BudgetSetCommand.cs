using System.CommandLine;
using System.CommandLine.Parsing;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>budget set</c>: stores a budget, which is audited and overrides the files.</summary>
internal static class BudgetSetCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "set",
            "Set or change a budget. It survives restarts and overrides settings.yml; 'budget clear' removes it. Asks first if the limit cuts runs at once.",
            "bot-bottle budget set claude=5M", "bot-bottle budget set claude=2M --window daily",
            "bot-bottle budget set claude=1M --scope run:brave-otter", "bot-bottle budget set codex --requests 500");
        Argument<ProviderAmount> amount = new("provider")
        {
            HelpName = "PROVIDER[=TOKENS]", Description = "The provider, and its limit in tokens (500000, 500k, 5M).", CustomParser = ProviderAmount.Parse,
        };
        Option<string> scope = BudgetCommand.Scope();
        Option<long?> requests = new("--requests") { Description = "The limit of model calls.", HelpName = "N", CustomParser = ParseAmount };
        Option<string?> window = Window();
        Option<string?> enforcement = ChoiceOption.Create<BudgetEnforcement>("--enforcement", "Action when the budget is spent.");
        Option<string?> gate = ChoiceOption.Create<BudgetGate>("--gate", "Tokens that a call reserves before its usage is known.");
        verb.Add(amount);
        foreach (Option option in new Option[] { scope, requests, window, enforcement, gate })
        {
            verb.Add(option);
        }

        OperatorYes yes = new(host);
        yes.AddTo(verb);

        verb.Validators.Add(result =>
        {
            if (result.GetResult(amount) is { Tokens: [{ Value: var text }] } && !text.Contains('=', StringComparison.Ordinal)
                && !TokenAmount.TryParse(text, out _)
                && !new Option[] { requests, window, enforcement, gate }.Any(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError("budget set: no limit is given; write one, such as claude=5M or --requests 500");
            }
        });
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            ProviderAmount wanted = parsed.GetRequiredValue(amount);
            string whose = parsed.GetRequiredValue(scope);
            await BudgetTarget.RequireScopeAsync(host, client, whose, cancellation);
            BudgetChange change = new(
                wanted.Provider, whose, wanted.Tokens, parsed.GetValue(requests), parsed.GetValue(window), parsed.GetValue(enforcement), parsed.GetValue(gate));
            BudgetView now = await yes.DoAsync(parsed, consent => client.SetBudgetAsync(change, consent, cancellation));
            BudgetShowCommand.WriteTable(host, [now]);
            if (IsSpent(now))
            {
                host.Output.WriteLine(TerminalText.Clean(
                    $"it is spent already; reset the counter with: bot-bottle budget reset {now.Provider} --scope {now.Scope}"));
            }
            else if (now.Enforcement == WireNames.Of(BudgetEnforcement.Hard))
            {
                host.Output.WriteLine(
                    TerminalText.Clean($"when it is spent, each run's shutdown acts: cutoff closes every host, cutoff_provider {now.Provider}'s alone"));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    private static bool IsSpent(BudgetView budget) =>
        budget.Spent >= (budget.Limit ?? long.MaxValue) || budget.Requests >= (budget.RequestLimit ?? long.MaxValue);

    private static Option<string?> Window()
    {
        Option<string?> window = new("--window")
        {
            Description = "Period of the counter: none, a duration such as 24h (sliding), daily, weekly or monthly (UTC).", HelpName = "WINDOW",
        };
        window.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !BudgetWindow.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"--window: '{result.Tokens[0].Value}' is not a window; write none, 24h, daily, weekly or monthly");
            }
        });
        return window;
    }

    private static long? ParseAmount(ArgumentResult result)
    {
        if (TokenAmount.TryParse(result.Tokens[0].Value, out long amount) && amount > 0)
        {
            return amount;
        }

        result.AddError($"--requests: '{TerminalText.Clean(result.Tokens[0].Value)}' is not a whole number above 0");
        return null;
    }
}
