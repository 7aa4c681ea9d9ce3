
namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>A budget of the reference, in the terms of the API.</summary>
internal sealed record ReferenceBudget(long? Tokens, long? Requests, string Window, string Enforcement)
{
    public bool IsSpent(long tokens, long requests) => tokens >= Tokens || requests >= Requests;
}
