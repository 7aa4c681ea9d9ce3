using System.Text.RegularExpressions;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>
/// Every POST in the code of today's SDKs has a row of its own in the table of calls. A new version of an SDK with another call fails here, and a person
/// decides what it spends.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class SdkPostTests
{
    [Test]
    public async Task Every_call_of_the_clients_SDKs_is_listed()
    {
        string modules = Path.Combine(await ClientPackages.FolderAsync(), "node_modules");
        AllListed(modules, "@anthropic-ai/sdk/resources", SdkPosts.Stainless(), "", 90, Provider.Claude);
        AllListed(modules, "openai/resources", SdkPosts.Stainless(), "/v1", 90, Provider.Codex);
        AllListed(modules, "@google/genai/dist/node", SdkPosts.Google(), "/v1beta", 20, Provider.Gemini);
        AllListed(modules, "@aws-sdk/client-bedrock-runtime/dist-es/schemas", SdkPosts.Smithy(), "", 9, Added("bedrock"));
    }

    /// <summary>SDKs that no other test uses, at the versions that <see cref="ListedCalls"/> names.</summary>
    [Test]
    [Category("Long")]
    public async Task Every_call_of_other_SDKs_is_listed()
    {
        string folder = Directory.CreateTempSubdirectory("bot-bottle-sdks-").FullName;
        string[] packages = [.. ListedCalls.Groups.Where(group => !group.IsBuiltIn && group.Source.Length > 0).Select(group => group.Source.Replace(' ', '@'))];
        CommandResult result = await Command.RunAsync(
            "npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, .. packages], folder, seconds: 300);
        Assert.That(result.ExitCode, Is.Zero, $"{result}");
        string modules = Path.Combine(folder, "node_modules");
        AllListed(modules, "@mistralai/mistralai/esm/funcs", SdkPosts.Speakeasy(), "", 50, Added("openai"));
        AllListed(modules, "cohere-ai/dist", SdkPosts.Fern(), "", 15, Added("openai"));
        AllListed(modules, "@openrouter/sdk/esm/funcs", SdkPosts.Speakeasy(), "/api/v1", 20, Added("openai"));
        AllListed(modules, "groq-sdk", SdkPosts.Stainless(), "", 5, Added("openai"));
        Directory.Delete(folder, recursive: true);
    }

    private static Provider Added(string format) => Provider.From(new ProviderConfiguration("added", ["llm.example"], format));

    private static void AllListed(string modules, string folder, Regex form, string path, int least, Provider provider)
    {
        IReadOnlyList<string> posts = SdkPosts.Read(Path.Combine(modules, folder), form);
        Assert.That(posts, Has.Count.AtLeast(least), $"the calls of {folder} are found");
        IEnumerable<string> paths = posts.Select(post => post.StartsWith("/upload/", StringComparison.Ordinal) ? post : path + post);
        Assert.That(paths.Where(post => CallTable.Find(provider, "POST", post) is null), Is.Empty, folder);
    }
}
