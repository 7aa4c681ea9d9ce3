using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>
/// The paths to which an SDK's code sends POST requests, with <c>x</c> for each part that is filled in. Each generator writes them in a form of its own.
/// </summary>
internal static partial class SdkPosts
{
    /// <summary>Reads the code of an SDK.</summary>
    /// <param name="folder">The folder of the package, or one in it.</param>
    /// <param name="form">The form of its generator.</param>
    public static IReadOnlyList<string> Read(string folder, Regex form) =>
    [
        .. Directory.EnumerateFiles(folder, "*.*js", SearchOption.AllDirectories).Where(file => file.EndsWith(".js", StringComparison.Ordinal)
                || file.EndsWith(".mjs", StringComparison.Ordinal))
            .SelectMany(file => form.Matches(File.ReadAllText(file)))
            .Select(match => Filled().Replace(match.Groups["path"].Value.Split('?', '#')[0], "x"))
            .Select(path => path.StartsWith('/') ? path : $"/{path}")
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Stainless: OpenAI, Anthropic, Groq.</summary>
    [GeneratedRegex("""_client\s*\.post\((path ?)?["'`](?<path>[^"'`]+)""")]
    public static partial Regex Stainless();

    /// <summary>Speakeasy: Mistral, OpenRouter. The method is named some lines after the path.</summary>
    [GeneratedRegex("""pathToFunc\("(?<path>[^"]+)"\)(?:(?!pathToFunc)[\s\S])*?method: .POST""")]
    public static partial Regex Speakeasy();

    /// <summary>Fern: Cohere.</summary>
    [GeneratedRegex("""Production, ["`](?<path>[^"`]+)["`]\),\s*method: .POST""")]
    public static partial Regex Fern();

    /// <summary>Google's own.</summary>
    [GeneratedRegex("""formatMap\('(?<path>[^']+)'(?:(?!formatMap\()[\s\S])*?httpMethod: 'POST'""")]
    public static partial Regex Google();

    /// <summary>Smithy: AWS.</summary>
    [GeneratedRegex("""\["POST", "(?<path>[^"]+)", [0-9]+\]""")]
    public static partial Regex Smithy();

    // A template's ${…} may hold calls with braces of their own: `${core.url.encodePathParam(id)}`.
    [GeneratedRegex(@"\$?\{[^{}]*\}")]
    private static partial Regex Filled();
}
