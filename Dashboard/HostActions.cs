using System.Collections.Immutable;
using System.Globalization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard;

/// <summary>Executes the reducer's commands and reports the results in the controller's own words.</summary>
/// <param name="host">The host.</param>
internal sealed class HostActions(IHost host)
{
    private const int AtOnce = 8;
    private const int RefusalsShown = 3;

    /// <summary>Executes a command.</summary>
    /// <returns>The message for the reducer.</returns>
    public async Task<Message> DoAsync(HostCommand command, CancellationToken cancellation)
    {
        if (command is HostCommand.ReadRoutes wanted)
        {
            try
            {
                return new Message.RoutesRead(wanted.Run, await host.RoutesAsync(wanted.Run, cancellation).ConfigureAwait(false), null);
            }
            catch (ControllerException refused)
            {
                return new Message.RoutesRead(wanted.Run, null, refused.Message);
            }
        }

        try
        {
            return await ActAsync(command, cancellation).ConfigureAwait(false);
        }
        catch (ControllerException asked)
            when (asked is { Code: ApiError.NeedsYes, Question: { } yes } && QuestionOf(command, asked.Message, yes) is { } question)
        {
            return new Message.Questioned(question);
        }
        catch (ControllerException refused)
        {
            return new Message.ActionEnded(refused.Message, Failed: true);
        }
    }

    /// <summary>The controller's question about a command; null if it asks none that the operator can answer here.</summary>
    private static Confirmation? QuestionOf(HostCommand command, string text, string yes) => command switch
    {
        HostCommand.SetBudget { Change: var change } set => new Confirmation(
            $"Set the {change.Provider} limit of {change.Scope} to "
                + $"{(change.Tokens is { } tokens ? $"{TokenAmount.Format(tokens)} tokens" : $"{TokenAmount.Format(change.Requests ?? 0)} calls")}?",
            [text], set with { Yes = yes }),
        HostCommand.ClearBudget { Budget: var key } clear =>
            new Confirmation($"Drop the {key.Provider} limit that was set for {key.Scope}?", [text], clear with { Yes = yes }),
        _ => null,
    };

    private static Consent ConsentOf(string? yes) => yes is null ? Consent.Asked : Consent.To(yes);

    private async Task<Message> ActAsync(HostCommand command, CancellationToken cancellation)
    {
        switch (command)
        {
            case HostCommand.ActOnRuns { Runs: [var only], Kind: var kind }:
                return new Message.ActionEnded(await OneAsync(kind, only, cancellation).ConfigureAwait(false), Failed: false);
            case HostCommand.ActOnRuns many:
                return await ManyAsync(many.Kind, many.Runs, cancellation).ConfigureAwait(false);
            case HostCommand.Decide answer:
                ApprovalView decided = await host.DecideAsync(answer.Approval, answer.Approve, cancellation).ConfigureAwait(false);
                return new Message.ActionEnded(
                    $"{decided.Id}: {WireNames.Of(decided.State).Replace('_', ' ')} for {decided.Name}, {ApprovalText.ReachOf(decided)}: {decided.Rule} in "
                        + $"{decided.Place} of {decided.Method} {decided.Host}{decided.Path}",
                    Failed: false);
            case HostCommand.SetBudget set:
                BudgetView now = await host.SetBudgetAsync(set.Change, ConsentOf(set.Yes), cancellation).ConfigureAwait(false);
                string limit = set.Change.Tokens is not null
                    ? $"{TokenAmount.Format(now.Limit ?? 0)} tokens"
                    : $"{TokenAmount.Format(now.RequestLimit ?? 0)} calls";
                return new Message.ActionEnded($"{now.Provider} of {now.Scope}: the limit is {limit} now", Failed: false);
            case HostCommand.ResetBudget reset:
                await host.ResetBudgetAsync(reset.Budget, cancellation).ConfigureAwait(false);
                return new Message.ActionEnded($"{reset.Budget.Provider} of {reset.Budget.Scope}: counting starts again", Failed: false);
            case HostCommand.ClearBudget clear:
                await host.ClearBudgetAsync(clear.Budget, ConsentOf(clear.Yes), cancellation).ConfigureAwait(false);
                return new Message.ActionEnded($"{clear.Budget.Provider} of {clear.Budget.Scope}: the operator's limit is dropped", Failed: false);
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command");
        }
    }

    /// <summary>Acts on one run; throws on a refusal.</summary>
    private async Task<string> OneAsync(RunActionKind kind, RunTarget run, CancellationToken cancellation)
    {
        if (kind == RunActionKind.Resume)
        {
            return await host.ResumeAsync(run.Run, cancellation).ConfigureAwait(false);
        }

        IReadOnlyList<RunActionResult> results = await (kind switch
        {
            RunActionKind.Cut => host.CutAsync(run.Run, cancellation),
            RunActionKind.Restore => host.RestoreAsync(run.Run, cancellation),
            RunActionKind.Freeze => host.FreezeAsync(run.Run, cancellation),
            // The question named the effect on a frozen run. A run that was frozen later needs a new question.
            _ => host.KillAsync(run.Run, run.Frozen ? Consent.Given : Consent.Asked, cancellation),
        }).ConfigureAwait(false);
        if (results is [{ Refused: { } reason }, ..])
        {
            throw new ControllerException(System.Net.HttpStatusCode.Conflict, new ApiError("refused", $"{run.Name}: {reason}"));
        }

        string state = results is [var result, ..] ? WireNames.Of(result.State) : "gone";
        return kind switch
        {
            RunActionKind.Cut => $"{run.Name}: {state}; r restores it",
            RunActionKind.Kill => $"{run.Name}: is being ended",
            RunActionKind.Freeze => $"{run.Name}: {state}; u resumes it",
            _ => $"{run.Name}: {state}",
        };
    }

    private async Task<Message> ManyAsync(RunActionKind kind, ImmutableArray<RunTarget> runs, CancellationToken cancellation)
    {
        List<string> refused = [];
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (run, stop) =>
        {
            try
            {
                await OneAsync(kind, run, stop).ConfigureAwait(false);
            }
            catch (ControllerException reason)
            {
                lock (refused)
                {
                    refused.Add(reason.Message.StartsWith(run.Name, StringComparison.Ordinal) ? reason.Message : $"{run.Name}: {reason.Message}");
                }
            }
        }).ConfigureAwait(false);
        string done = string.Create(CultureInfo.InvariantCulture, $"{WireNames.Of(kind)}: {runs.Length - refused.Count} of {runs.Length} runs");
        refused.Sort(StringComparer.Ordinal);
        string more = refused.Count > RefusalsShown ? string.Create(CultureInfo.InvariantCulture, $"; and {refused.Count - RefusalsShown} more refused") : "";
        return new Message.ActionEnded(refused.Count == 0 ? done : $"{done}; {string.Join("; ", refused.Take(RefusalsShown))}{more}", refused.Count > 0);
    }
}
