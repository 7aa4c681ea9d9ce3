using System.Collections.Immutable;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>
/// Accepts and completes a typed command line: a screen, or an action in the words of the command <c>bot-bottle</c>. A target that is typed needs no question
/// where its key would ask only for the aim; what destroys something still asks. A target that Tab put in counts once it was readable on the terminal; an
/// approval is shown before it is given.
/// </summary>
internal static class LineReducer
{
    private const int HintsShown = 50, MostLines = 20;
    private const string Actions = "cut, restore, freeze, resume, kill RUN; approve, reject ID; budget set|reset|clear";

    private static readonly string Orders = $"sort by {string.Join(", ", Enum.GetNames<RunOrder>()).ToLowerInvariant()}";

    private static readonly ImmutableDictionary<string, UiCommand> Screens = new Dictionary<string, UiCommand>
    {
        ["runs"] = UiCommand.ShowRuns, ["budgets"] = UiCommand.ShowBudgets, ["approvals"] = UiCommand.ShowApprovals, ["events"] = UiCommand.ShowEvents,
        ["ps"] = UiCommand.ShowRuns, ["log"] = UiCommand.ShowEvents,
        ["help"] = UiCommand.Help, ["quit"] = UiCommand.Quit, ["q"] = UiCommand.Quit,
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, RunActionKind> Verbs =
        Enum.GetValues<RunActionKind>().ToImmutableDictionary(kind => ActionReducer.Verb(kind));

    /// <summary>The state after Enter: the line stays, with its fault, if it is no command; otherwise Up brings it back.</summary>
    public static DashboardState Accept(DashboardState state, Prompt line)
    {
        DashboardState taken = Take(state, line);
        string text = line.Text.Trim();
        return taken.Prompt is not null || text.Length == 0 ? taken : taken with { Lines = [text, .. state.Lines.Remove(text).Take(MostLines - 1)] };
    }

    /// <summary>The earlier line that is <paramref name="step"/> further back.</summary>
    public static DashboardState Recall(DashboardState state, int step)
    {
        if (state.Prompt is not { IsLine: true } line || line.Back + step is var back && (back < 0 || back > state.Lines.Length))
        {
            return state;
        }

        // The operator has not typed the target of a recalled line, so it needs the same care as a word that Tab put in.
        return state with { Prompt = new Prompt(back == 0 ? "" : state.Lines[back - 1], null) { IsLine = true, IsCompleted = true, Back = back } };
    }

    private static DashboardState Take(DashboardState state, Prompt line)
    {
        DashboardState closed = state with { Prompt = null, Notice = null };
        string[] words = WordsOf(line.Text);
        string? unsure = line.IsCompleted && !Aim.IsSure(state, new Mark.OfPrompt(line)) ? QuestionReducer.Completed : null;
        DashboardState Fault(string text) => state with { Prompt = line with { Fault = text } };
        switch (words)
        {
            case []:
                return closed;
            case [var name] when Screens.TryGetValue(name, out UiCommand shown):
                return CommandReducer.Apply(closed, shown);
            case ["filter", ..] when state.Screen == Screen.Run:
                return Fault("a filter is for a list: runs, budgets, approvals or events");
            case ["filter", .. var text]:
                return text.Length == 0
                    ? closed with { Filters = state.Filters.Remove(state.Screen) }
                    : closed with { Filters = state.Filters.SetItem(state.Screen, string.Join(' ', text)) };
            case ["sort", var by]:
                return Enum.TryParse(by, ignoreCase: true, out RunOrder order) && Enum.IsDefined(order) && !char.IsAsciiDigit(by[0])
                    ? closed with { Order = order }
                    : Fault(Orders);
            case [var verb, "--all"] when Verbs.TryGetValue(verb, out RunActionKind every):
                return Fault($"for every run in the list press {ActionReducer.KeyOfAll(every)}");
            case [var verb, var run, ..] when Verbs.TryGetValue(verb, out RunActionKind kind) && words.Length <= (words[^1] == "--detach" ? 3 : 2):
                return RunsOf(state, run) switch
                {
                    [] => Fault($"there is no run '{run}'"),
                    [var only] => ActionReducer.On(closed, only, kind, unsure),
                    var several => Fault($"{several.Count} runs are called '{run}': give the id"),
                };
            case ["approve" or "reject", var id]:
                return state.Approvals.TryGetValue(id, out ApprovalView? approval)
                    ? ActionReducer.Decide(closed, approval, words[0] == "approve", line.IsCompleted ? QuestionReducer.Completed : null)
                    : Fault($"there is no approval '{id}'");
            case ["budget", "set" or "reset" or "clear", var budget, .. var options]:
                return ScopeOf(options) is { } scope ? Budget(closed, words[1], budget, scope, unsure) ?? Fault("not a limit: claude=500k or claude=5M")
                    : Fault("after the provider: --scope SCOPE");
            default:
                return Fault(words[0] switch
                {
                    "approve" or "reject" => $"{words[0]} ID",
                    "budget" => "budget set PROVIDER=TOKENS --scope SCOPE; budget reset|clear PROVIDER --scope SCOPE",
                    "sort" => Orders,
                    var verb when Verbs.ContainsKey(verb) => $"{verb} RUN",
                    var other => $"unknown: {other}; {Actions}",
                });
        }
    }

    /// <summary>The command line with its last word completed as far as only one word fits, or the filter with a field's name.</summary>
    public static DashboardState Complete(DashboardState state)
    {
        if (state.Prompt is not { Budget: null } line)
        {
            return state;
        }

        int begin = line.Text.LastIndexOfAny(line.IsLine ? [' '] : [' ', '!']) + 1;
        string typed = line.Text[begin..];
        string[] before = WordsOf(line.Text[..begin]);
        IEnumerable<string> words = line.IsLine ? Candidates(state, before) : Rows.FieldsOf(state.Screen).Select(field => field + ":");
        string[] fitting = [
            .. words.Where(word => word.StartsWith(typed, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
        if (fitting.Length == 0)
        {
            return state;
        }

        int common = fitting[0].TakeWhile((letter, at) => Array.TrueForAll(fitting, word => at < word.Length && word[at] == letter)).Count();
        string text = line.Text[..begin] + fitting[0][..common] + (fitting.Length == 1 && line.IsLine ? " " : "");
        return text.Length > line.MaxLength ? state : TextReducer.Put(state, line with
        {
            Text = text, IsCompleted = line.IsCompleted || (before.Length > 0 && text != line.Text), Fault = null,
            Hint = fitting.Length > 1 ? string.Join(' ', fitting.Take(HintsShown)) : null,
        });
    }

    private static string[] WordsOf(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is var words && words is ["bot-bottle", .. var rest] ? rest : words;

    private static IEnumerable<string> Candidates(DashboardState state, string[] before) => before switch
    {
        [] => [.. Screens.Keys, .. Verbs.Keys, "approve", "reject", "budget", "filter", "sort"],
        ["sort"] => Enum.GetNames<RunOrder>().Select(name => name.ToLowerInvariant()),
        ["approve" or "reject"] => state.Approvals.Values.Where(approval => approval.State == ApprovalState.Pending).Select(approval => approval.Id),
        ["budget"] => ["set", "reset", "clear"],
        ["budget", _] => state.Budgets.Keys.Select(key => key.Provider),
        ["budget", _, _] => ["--scope"],
        ["budget", _, var provider, "--scope"] => state.Budgets.Keys.Where(key => key.Provider == provider.Split('=')[0]).Select(key => key.Scope),
        [var verb] when Verbs.ContainsKey(verb) => state.Runs.Values.Where(run => !run.Ended).Select(run => run.View.Name),
        _ => [],
    };

    /// <summary>The runs with a name or an id: those that have not ended, or else those that have.</summary>
    private static List<RunEntry> RunsOf(DashboardState state, string name)
    {
        List<RunEntry> all = [.. state.Runs.Values.Where(run => run.View.Name == name || run.View.Run == name)];
        List<RunEntry> live = all.FindAll(run => !run.Ended);
        return live.Count > 0 ? live : all;
    }

    private static string? ScopeOf(string[] options) => options switch { [] => "host", ["--scope", var scope] => scope, _ => null };

    private static DashboardState? Budget(DashboardState state, string verb, string words, string scope, string? unsure)
    {
        string[] parts = words.Split('=');
        BudgetKey key = new(parts[0], scope);
        if (verb == "set")
        {
            return parts.Length == 2 && TokenAmount.TryParse(parts[1], out long tokens) && tokens > 0
                ? ActionReducer.Set(state, new BudgetChange(key.Provider, key.Scope, Tokens: tokens), unsure)
                : null;
        }

        return state.Budgets.TryGetValue(key, out BudgetView? budget)
            ? ActionReducer.Ask(state, budget, verb == "reset")
            : state.Say($"{key.Provider} has no budget of {key.Scope}", failed: true);
    }
}
