namespace BotBottle.Core.Providers;

/// <summary>What a request to a provider's host is.</summary>
/// <param name="Kind">What it does to a budget.</param>
/// <param name="Format">The dialect of its answer and of its refusal.</param>
public readonly record struct CallClass(CallKind Kind, CallFormat Format);
