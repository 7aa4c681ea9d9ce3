namespace BotBottle.Core.Manifests;

/// <summary><c>git-gate.user</c>: what the bottle's commits are made as.</summary>
/// <param name="Name">git's user.name; null where it is not written.</param>
/// <param name="Email">git's user.email; null where it is not written.</param>
public sealed record GitUser(Written<string>? Name, Written<string>? Email)
{
    /// <summary>Nothing written.</summary>
    public static GitUser None { get; } = new(null, null);

    /// <summary>Field by field: what <paramref name="over"/> writes wins.</summary>
    public GitUser With(GitUser over) => new(over.Name ?? Name, over.Email ?? Email);
}
