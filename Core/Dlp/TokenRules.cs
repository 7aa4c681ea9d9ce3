namespace BotBottle.Core.Dlp;

/// <summary>
/// Every format of the search. The first row that matches at a place counts, so a special prefix comes before a general one. The text after a token decides
/// only where a row has an exact length. Formats that only have entropy are not here; known secrets cover them.
/// </summary>
internal static class TokenRules
{
    public static IReadOnlyList<TokenRule> All { get; } =
        [.. CloudTokens.All, .. ModelTokens.All, .. CodeTokens.All, .. OperationsTokens.All, .. BusinessTokens.All, .. SharedShapes.All];
}
