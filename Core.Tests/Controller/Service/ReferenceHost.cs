using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>
/// A slow reference for the rules of budgets (docs/contracts.md, section 11): it keeps every call in a list and computes everything else from it.
/// </summary>
internal sealed class ReferenceHost
{
    private readonly Dictionary<string, string[]> _chains = [];
    private readonly Dictionary<(string Scope, string Provider), ReferenceBudget> _budgets = [];
    private readonly Dictionary<(string Scope, string Provider), int> _resets = [];
    private readonly HashSet<string> _cut = [];
    private readonly List<(DateTimeOffset At, string Run, string Provider, long Tokens)> _calls = [];

    public void Register(string run, string? agent, string[] bottles) =>
        _chains[run] = [$"run:{run}", .. agent is null ? Array.Empty<string>() : [$"agent:{agent}"], .. bottles.Select(bottle => $"bottle:{bottle}"), "host"];

    public string AnyScope(Random random, string run) => _chains[run][random.Next(_chains[run].Length)];

    public (string? Scope, string? Provider) AnySet(Random random) =>
        _budgets.Count == 0 ? (null, null) : _budgets.Keys.ElementAt(random.Next(_budgets.Count));

    /// <summary>A change keeps the present value of every field that it does not name.</summary>
    public bool TrySet(string scope, string provider, ReferenceBudget change)
    {
        ReferenceBudget? before = _budgets.GetValueOrDefault((scope, provider));
        ReferenceBudget after = change with { Tokens = change.Tokens ?? before?.Tokens, Requests = change.Requests ?? before?.Requests };
        if (after is { Tokens: null, Requests: null })
        {
            return false;
        }

        _budgets[(scope, provider)] = after;
        return true;
    }

    public void Clear(string scope, string provider) => _budgets.Remove((scope, provider));

    public void Reset(string scope, string provider) => _resets[(scope, provider)] = _calls.Count;

    public bool TryOperator(string run, bool cut, DateTimeOffset now) => cut ? _cut.Add(run) || true : SpentHard(run, now) is null && _cut.Remove(run);

    public AdmissionVerdict Call(string run, string provider, long tokens, DateTimeOffset now)
    {
        AdmissionVerdict verdict = Decide(run, provider, now);
        if (verdict == AdmissionVerdict.Admitted)
        {
            _calls.Add((now, run, provider, tokens));
        }

        return verdict;
    }

    public RunState StateOf(string run, DateTimeOffset now) =>
        _cut.Contains(run) || SpentHard(run, now) is not null ? RunState.Cut : RunState.Running;

    public (string? Scope, long Tokens, long Requests) Governing(string run, string provider, DateTimeOffset now)
    {
        string? scope = ScopeOf(run, provider);
        (long tokens, long requests) = scope is null ? (0, 0) : Spent(scope, provider, now);
        return (scope, tokens, requests);
    }

    private AdmissionVerdict Decide(string run, string provider, DateTimeOffset now)
    {
        if (_cut.Contains(run))
        {
            return AdmissionVerdict.EgressCut;
        }

        if (SpentHard(run, now) is not null)
        {
            return AdmissionVerdict.BudgetExhausted;
        }

        return ScopeOf(run, provider) is { } scope && _budgets[(scope, provider)].Enforcement == "rate" && IsSpent(scope, provider, now)
            ? AdmissionVerdict.RateLimited
            : AdmissionVerdict.Admitted;
    }

    private string? SpentHard(string run, DateTimeOffset now) => new[] { "claude", "codex" }.FirstOrDefault(
        provider => ScopeOf(run, provider) is { } scope && _budgets[(scope, provider)].Enforcement == "hard" && IsSpent(scope, provider, now));

    private string? ScopeOf(string run, string provider) => _chains[run].FirstOrDefault(scope => _budgets.ContainsKey((scope, provider)));

    private bool IsSpent(string scope, string provider, DateTimeOffset now)
    {
        (long tokens, long requests) = Spent(scope, provider, now);
        return _budgets[(scope, provider)].IsSpent(tokens, requests);
    }

    private (long Tokens, long Requests) Spent(string scope, string provider, DateTimeOffset now)
    {
        // A sliding window may keep a call for a 4,096th of its length too long; the steps of these tests are whole minutes.
        DateTimeOffset since = _budgets[(scope, provider)].Window switch
        {
            "1h" => now - TimeSpan.FromHours(1) - TimeSpan.FromHours(1) / 4096 + TimeSpan.FromTicks(1),
            "daily" => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero),
            _ => DateTimeOffset.MinValue,
        };
        (long Tokens, long Requests) sum = (0, 0);
        foreach ((DateTimeOffset at, string run, string of, long tokens) in _calls.Skip(_resets.GetValueOrDefault((scope, provider))))
        {
            if (of == provider && at >= since && _chains[run].Contains(scope))
            {
                sum = (sum.Tokens + tokens, sum.Requests + 1);
            }
        }

        return sum;
    }
}
