namespace BotBottle.Core.Providers;

/// <summary>One host of a provider.</summary>
/// <param name="Host">The host in canonical form: lower case, no final dot.</param>
/// <param name="Port">The port; null for every port, so that another one is no way round the meter.</param>
public readonly record struct ProviderHost(string Host, int? Port)
{
    /// <summary>Whether an authority is this one.</summary>
    public bool Matches(string host, int port) => (Port is null || Port == port) && string.Equals(Host, host, StringComparison.Ordinal);

    /// <summary><c>host</c> or <c>host:port</c>.</summary>
    public override string ToString() => Port is null ? Host : $"{Host}:{Port}";
}
