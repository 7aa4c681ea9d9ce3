namespace BotBottle.Core.Providers;

/// <summary>Tells whose API a host is. The destination decides, never what the agent says.</summary>
public sealed class ProviderTable
{
    private readonly Provider[] _providers;

    /// <summary>The built-in providers and those that are added. A host of an added provider is that provider's, even if it is a built-in one's too.</summary>
    /// <exception cref="ArgumentException">Two providers have one name.</exception>
    public ProviderTable(IEnumerable<Provider> added)
    {
        _providers = [.. added, Provider.Claude, Provider.Codex];
        if (_providers.DistinctBy(p => p.Name).Count() != _providers.Length)
        {
            throw new ArgumentException("two providers have one name", nameof(added));
        }
    }

    /// <summary>The built-in providers alone.</summary>
    public static ProviderTable BuiltIn { get; } = new([]);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Provider> Providers => _providers;

    /// <summary>The provider at an authority, or null.</summary>
    /// <param name="host">The host in canonical form: lower case, no final dot.</param>
    /// <param name="port">The port.</param>
    public Provider? Find(string host, int port)
    {
        foreach (var provider in _providers)
        {
            foreach (var candidate in provider.Hosts)
            {
                if (candidate.Matches(host, port))
                {
                    return provider;
                }
            }
        }

        return null;
    }

    /// <summary>The provider of that name, or null.</summary>
    public Provider? Named(string name) => Array.Find(_providers, p => p.Name == name);
}
