namespace BotBottle.Core.Tls;

/// <summary>What a ClientHello says that we go by.</summary>
/// <param name="ServerName">Its server name, verbatim (one character a byte); null where there is none.</param>
/// <param name="OffersHttp11">Whether its application protocols hold <c>http/1.1</c>, or it names none (RFC 7301 §3.2).</param>
public readonly record struct ClientHelloFacts(string? ServerName, bool OffersHttp11);
