namespace BotBottle.Core.Providers;

/// <summary>A provider that settings add.</summary>
/// <param name="Name">The key under <c>providers</c>.</param>
/// <param name="Hosts"><c>host</c> or <c>host:port</c>.</param>
/// <param name="Format"><c>anthropic</c>, <c>openai</c> or <c>gemini</c>.</param>
public sealed record ProviderConfiguration(string Name, IReadOnlyList<string> Hosts, string Format);
