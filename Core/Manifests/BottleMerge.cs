using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>Merges a chain of definitions, part by part.</summary>
public static class BottleMerge
{
    /// <summary>Merges a chain of definitions into one bottle.</summary>
    /// <param name="chain">The definitions, parents first (<see cref="BottleChain"/>).</param>
    /// <exception cref="ConfigurationException">An earlier route makes a later one unreachable, or a repository has no url.</exception>
    public static EffectiveBottle Merge(IReadOnlyList<BottleManifest> chain)
    {
        Dictionary<string, Written<EnvValue>> env = new(StringComparer.Ordinal);
        foreach ((string name, Written<EnvValue> value) in chain.SelectMany(manifest => manifest.Env))
        {
            env[name] = value;
        }

        Route[] routes = [.. chain.SelectMany(manifest => manifest.Routes)];
        RouteCover.RefuseUnreachable(routes);
        return new EffectiveBottle(
            [.. chain.Reverse().Select(manifest => manifest.Name)],
            env,
            Last(chain, manifest => manifest.AgentProvider),
            Last(chain, manifest => manifest.Log),
            routes,
            Last(chain, manifest => manifest.Supervise),
            chain.Aggregate(GitUser.None, (user, manifest) => user.With(manifest.Git.User)),
            MergeRepositories(chain),
            [.. chain.SelectMany(manifest => manifest.Budgets)],
            Last(chain, manifest => manifest.Shutdown),
            Last(chain, manifest => manifest.Isolation),
            Last(chain, manifest => manifest.Image),
            [.. chain.SelectMany(manifest => manifest.Shares).Reverse().DistinctBy(share => PathOf(share.Value)).Reverse()])
        {
            Login = chain.LastOrDefault(manifest => manifest.AgentProvider is not null)?.Login,
            Workspace = Last(chain, manifest => manifest.Workspace),
            Carry = [.. chain.SelectMany(manifest => manifest.Carry).DistinctBy(path => path.Value)],
            Allow = [.. chain.SelectMany(manifest => manifest.Allow).DistinctBy(word => word.Value)],
        };
    }

    /// <summary>The path without <c>:ro</c>: a child's entry for a path replaces its parent's mode.</summary>
    private static string PathOf(string share) => (share.EndsWith(":ro", StringComparison.Ordinal) ? share[..^3] : share).TrimEnd('/');

    private static Written<T>? Last<T>(IReadOnlyList<BottleManifest> chain, Func<BottleManifest, Written<T>?> part) =>
        chain.Select(part).LastOrDefault(written => written is not null);

    private static Dictionary<string, GitRepository> MergeRepositories(IReadOnlyList<BottleManifest> chain)
    {
        Dictionary<string, GitRepository> merged = new(StringComparer.Ordinal);
        Dictionary<string, YamlMark> marks = new(StringComparer.Ordinal);
        foreach (IReadOnlyDictionary<string, Written<GitRepository?>> written in chain.Select(manifest => manifest.Git.Repositories)
            .OfType<IReadOnlyDictionary<string, Written<GitRepository?>>>())
        {
            if (written.Count == 0)
            {
                merged.Clear();
            }

            foreach ((string name, Written<GitRepository?> repository) in written)
            {
                if (repository.Value is not { } fields)
                {
                    merged.Remove(name);
                    continue;
                }

                merged[name] = merged.TryGetValue(name, out GitRepository? parents) ? parents.With(fields) : fields;
                marks[name] = repository.Mark;
            }
        }

        return merged.FirstOrDefault(repository => repository.Value.Url is null).Key is { } incomplete
            ? throw new ConfigurationException(marks[incomplete], $"git-gate.repos.{incomplete}: needs 'url', here or in a parent")
            : merged;
    }
}
