using BotBottle.Controller.Definitions;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>Checks the scope of a budget, because a budget with a misspelt scope would limit nothing.</summary>
internal static class BudgetTarget
{
    /// <summary>Refuses the scope of a bottle or an agent that has no definition, no budget and no run. The controller itself checks runs.</summary>
    /// <exception cref="CommandFailure">Nothing has this name.</exception>
    public static async Task RequireScopeAsync(CommandHost host, ControllerClient client, string text, CancellationToken cancellation)
    {
        if (!Scope.TryParse(text, out Scope scope) || scope is not { Kind: ScopeKind.Bottle or ScopeKind.Agent or ScopeKind.Repository, Id: { } name })
        {
            return;
        }

        string kind = text[..text.IndexOf(':', StringComparison.Ordinal)];
        string[] known = [.. Defined(host, scope.Kind), .. await InUseAsync(client, scope.Kind, kind + ":", cancellation)];
        if (!known.Contains(name))
        {
            throw CommandFailure.Usage($"--scope: there is no {kind} '{name}'; {NearestKey.Hint(name, [.. known.Distinct().Order(StringComparer.Ordinal)])}");
        }
    }

    /// <summary>Refuses a provider that has no budget at a scope.</summary>
    /// <exception cref="CommandFailure">The scope has no budget for the provider.</exception>
    public static async Task RequireBudgetAsync(ControllerClient client, string provider, string scope, CancellationToken cancellation)
    {
        IReadOnlyList<BudgetView> budgets = await client.BudgetsAsync(cancellation);
        string name = ProviderNames.Find(provider, [.. budgets.Select(budget => budget.Provider).Concat(HostPolicy.BuiltInProviders).Distinct()]) ?? provider;
        string label = Scope.TryParse(scope, out Scope whose) && whose.Kind == ScopeKind.Run
            ? $"run:{(await client.RunAsync(whose.Id!, cancellation)).Name}"
            : scope;
        if (!budgets.Any(budget => budget.Provider == name && budget.Scope == label))
        {
            string where = scope == "host" ? "" : $" --scope {scope}";
            throw new CommandFailure(
                ExitCode.Failed, $"there is no {name} budget at the scope {scope}, so nothing is reset",
                $"'bot-bottle budget show' lists the budgets. Set one with: bot-bottle budget set {name}=5M{where}");
        }
    }

    private static IEnumerable<string> Defined(CommandHost host, ScopeKind kind) => kind switch
    {
        ScopeKind.Bottle => ManifestFile.Names(host.Home.Bottles, Links.Follow),
        ScopeKind.Agent => AgentFinder.Names(host),
        _ => [],
    };

    private static async Task<IEnumerable<string>> InUseAsync(ControllerClient client, ScopeKind kind, string prefix, CancellationToken cancellation)
    {
        IReadOnlyList<RunView> runs = await client.RunsAsync(all: false, cancellation);
        IEnumerable<BudgetView> budgets = (await client.BudgetsAsync(cancellation)).Concat(runs.SelectMany(run => run.Budgets));
        return budgets.Select(budget => budget.Scope).Where(scope => scope.StartsWith(prefix, StringComparison.Ordinal)).Select(scope => scope[prefix.Length..])
            .Concat(runs.Select(run => kind == ScopeKind.Bottle ? run.Bottle : kind == ScopeKind.Agent ? run.Agent : null).OfType<string>());
    }
}
