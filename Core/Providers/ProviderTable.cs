namespace BotBottle.Core.Providers;

/// <summary>Finds the provider of a host. Only the destination decides, never the agent's own statement.</summary>
public sealed class ProviderTable
{
    private readonly Provider[] _providers;

    /// <summary>
    /// Combines the built-in providers with added ones. An added provider takes its hosts from a replaceable built-in one (<see cref="IsReplaceable"/>), or
    /// with the same name all of its hosts; no host becomes unmetered.
    /// </summary>
    /// <exception cref="ArgumentException">Two providers share a name or a host, so that the budget to charge would be ambiguous.</exception>
    public ProviderTable(IEnumerable<Provider> added)
    {
        Provider[] own = [.. added];
        Provider[] left = [.. Replaceable.Select(builtIn => Without(builtIn, own)).Where(builtIn => builtIn.Hosts.Count > 0)];
        _providers =
        [
            Provider.Claude, Provider.Codex, .. left.Where(builtIn => !Array.Exists(own, added => added.Name == builtIn.Name)),
            .. own.Select(added => Array.Find(left, builtIn => builtIn.Name == added.Name) is { } taken
                ? added with { Hosts = [.. added.Hosts, .. taken.Hosts] } : added),
        ];
        for (int i = 0; i < _providers.Length; i++)
        {
            var later = _providers.AsSpan(i + 1);
            foreach (var other in later)
            {
                if (other.Name == _providers[i].Name || other.Hosts.Any(host => _providers[i].Hosts.Any(host.Overlaps)))
                {
                    throw new ArgumentException($"the provider {other.Name} has the name or a host of {_providers[i].Name}", nameof(added));
                }
            }
        }
    }

    /// <summary>The names of the built-in providers.</summary>
    public static IReadOnlyList<string> BuiltInNames { get; } = [Provider.Claude.Name, Provider.Codex.Name, .. Replaceable.Select(provider => provider.Name)];

    private static Provider[] Replaceable => [Provider.Gemini, Provider.Copilot, Provider.Qwen];

    /// <summary>True if settings may define a provider of that built-in name. They could before it was built in, and keep their meaning.</summary>
    public static bool IsReplaceable(string name) => Array.Exists(Replaceable, provider => provider.Name == name);

    /// <summary>Combines the built-in providers with those of the settings.</summary>
    /// <exception cref="ArgumentException">As for the constructor, and for <see cref="Provider.From"/>.</exception>
    public static ProviderTable From(IEnumerable<ProviderConfiguration> added) => new(added.Select(Provider.From));

    /// <summary>The built-in providers only.</summary>
    public static ProviderTable BuiltIn { get; } = new([]);

    /// <summary>All providers.</summary>
    public IReadOnlyList<Provider> Providers => _providers;

    /// <summary>The provider at an authority, or null.</summary>
    /// <param name="host">The host in canonical form: lower case, no final dot.</param>
    /// <param name="port">The port.</param>
    public Provider? Find(string host, int port)
    {
        foreach (var provider in _providers)
        {
            // Runs for every request: the list's enumerator would allocate each time.
            for (int i = 0; i < provider.Hosts.Count; i++)
            {
                if (provider.Hosts[i].Matches(host, port))
                {
                    return provider;
                }
            }
        }

        return null;
    }

    /// <summary>The provider of that name, or null.</summary>
    public Provider? Named(string name) => Array.Find(_providers, p => p.Name == name);

    private static Provider Without(Provider builtIn, Provider[] added) =>
        builtIn with { Hosts = [.. builtIn.Hosts.Where(host => !Array.Exists(added, own => own.Hosts.Any(host.Overlaps)))] };
}
