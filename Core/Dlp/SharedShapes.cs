namespace BotBottle.Core.Dlp;

/// <summary>Shapes without a vendor.</summary>
internal static class SharedShapes
{
    public static IReadOnlyList<TokenRule> All { get; } =
    [
        new BearerRule(),
        new JwtRule(),
        new PrivateKeyRule(),
        new PuttyKeyRule(),
        new UrlPasswordRule(),
        new DockerAuthRule(),
    ];
}
