namespace BotBottle.Core.Policy;

/// <summary>A document that the proxy gives out itself.</summary>
/// <param name="MediaType">Its Content-Type.</param>
/// <param name="Body">Its bytes.</param>
public sealed record IntrospectionAnswer(string MediaType, ReadOnlyMemory<byte> Body);
