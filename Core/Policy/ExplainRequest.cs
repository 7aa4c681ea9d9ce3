namespace BotBottle.Core.Policy;

/// <summary>A request that nobody makes, of which the operator wants to know what the run's proxy would do.</summary>
/// <param name="Url"><c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>.</param>
/// <param name="Method">The method, as a client would send it.</param>
/// <param name="Headers">Header fields, each as <c>Name: value</c>.</param>
/// <param name="WebSocket">Whether it asks to become a WebSocket, as a <c>ws</c> or <c>wss</c> URL does by itself.</param>
public sealed record ExplainRequest(string Url, string Method, IReadOnlyList<string> Headers, bool WebSocket);
