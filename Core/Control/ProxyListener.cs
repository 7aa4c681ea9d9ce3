namespace BotBottle.Core.Control;

/// <summary>A listening socket: handed over as a descriptor, or opened by the proxy itself.</summary>
/// <param name="Kind">What clients speak on it.</param>
/// <param name="Descriptor">The inherited descriptor; null when <paramref name="Endpoint"/> is to be opened.</param>
/// <param name="Endpoint"><c>127.0.0.1:3128</c>: for a proxy alone; null when a descriptor is given.</param>
public sealed record ProxyListener(ListenerKind Kind, int? Descriptor, string? Endpoint);
