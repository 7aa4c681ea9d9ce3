using BotBottle.Core.Budgets;
using BotBottle.Core.Http1;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>Writes the refusals of one run. Each names the run and has a shape that the client of a model call understands.</summary>
/// <param name="run">The run's name.</param>
/// <param name="time">The clock, for a budget's retry-after.</param>
public sealed class RunRefusals(string run, TimeProvider time)
{
    /// <summary>A refusal, in the shape of <paramref name="dialect"/> if one is given.</summary>
    public Refusal Of(
        RefusalCode code, RefusalDialect? dialect, string? subject = null, string? message = null, int? status = null, string? rule = null) =>
        Build(code, dialect, Details(subject, message) with { Status = status, Rule = rule });

    /// <summary>The refusal for a verdict of the routes.</summary>
    public Refusal OfRoute(in RouteVerdict routed, RefusalDialect? dialect, in EgressRequest request)
    {
        RefusalDetails details = Details(null, null) with { Rule = routed.Rule };
        return routed.Outcome switch
        {
            RouteOutcome.HostNotAllowed => Build(RefusalCode.HostNotAllowed, dialect, details with { Subject = request.Authority.ToString() }),
            RouteOutcome.RouteNotMatched => Build(
                RefusalCode.RouteNotMatched, dialect, details
                with { Subject = $"{request.Method} {request.Authority}{request.Path.Path}", Message = routed.Rule }),
            RouteOutcome.GitFetchDenied => Build(RefusalCode.GitFetchDenied, dialect, details),
            _ => Build(RefusalCode.GitPushDenied, dialect, details),
        };
    }

    /// <summary>The refusal for an unknown path of the agent's own documents.</summary>
    public Refusal OfIntrospection(CanonicalPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Of(RefusalCode.RouteNotMatched, null, path.Path, "there are /allowlist, /budget and /readme", 404);
    }

    /// <summary>A budget's refusal, with its figures if they are known.</summary>
    public Refusal OfBudget(RefusalCode code, RefusalDialect? dialect, BudgetRefusal? budget) => Build(code, dialect, BudgetDetails(budget));

    /// <summary>The refusal for a verdict of an admission.</summary>
    public Refusal OfAdmission(AdmissionAnswer answer, RefusalDialect? dialect, string subject) => answer.Verdict switch
    {
        AdmissionVerdict.BudgetExhausted => Build(RefusalCode.BudgetExhausted, dialect, BudgetDetails(answer.Refusal) with { Message = answer.Message }),
        AdmissionVerdict.BudgetHeld => OfBudget(RefusalCode.BudgetHeld, dialect, answer.Refusal),
        AdmissionVerdict.RateLimited => Build(RefusalCode.RateLimited, dialect, BudgetDetails(answer.Refusal) with { Message = answer.Message }),
        AdmissionVerdict.EgressCut => OfBudget(RefusalCode.EgressCut, dialect, answer.Refusal),
        AdmissionVerdict.UnmeteredCall =>
            Build(RefusalCode.UnmeteredCall, dialect, BudgetDetails(answer.Refusal) with { Subject = subject, Message = "a hard budget does not allow that" }),
        _ => Of(RefusalCode.ControllerUnreachable, dialect, message: answer.Message ?? "the ledger cannot be written"),
    };

    /// <summary>The event that ends a stream when an operator cuts the run.</summary>
    public byte[] TerminalEvent(RefusalDialect dialect, bool atBoundary) =>
        RefusalBuilder.TerminalEvent(RefusalCode.EgressCut, dialect, Details(null, null), atBoundary);

    private static Refusal Build(RefusalCode code, RefusalDialect? dialect, RefusalDetails details) =>
        dialect is { } shape ? RefusalBuilder.Build(code, shape, details) : RefusalBuilder.Build(code, details);

    private RefusalDetails Details(string? subject, string? message) =>
        new() { Run = run, Subject = subject, Message = message, Now = time.GetUtcNow() };

    private RefusalDetails BudgetDetails(BudgetRefusal? budget) => budget is null ? Details(null, null) : Details(null, null) with
    {
        Scope = budget.Scope,
        Provider = budget.Provider,
        Unit = budget.Unit,
        Limit = budget.Limit,
        Spent = budget.Spent,
        Held = budget.Unit == "tokens" ? budget.Held : 0,
        ResetsAt = budget.ResetsAt,
    };
}
