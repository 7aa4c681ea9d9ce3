namespace BotBottle.Core.Manifests;

/// <summary>An entry of <c>git-gate.repos</c>: a repository that a later version lets a bottle push to. Read and checked, not served yet.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Identity">The file of the host that holds the key.</param>
/// <param name="HostKey">The server's key as known_hosts has it.</param>
public sealed record GitRepository(Written<string>? Url, Written<string>? Identity, Written<string>? HostKey)
{
    /// <summary>Field by field: what <paramref name="over"/> writes wins.</summary>
    public GitRepository With(GitRepository over) => new(over.Url ?? Url, over.Identity ?? Identity, over.HostKey ?? HostKey);
}
