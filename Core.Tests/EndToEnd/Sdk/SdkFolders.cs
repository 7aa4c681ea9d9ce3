
namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>The SDKs of the three providers at the versions that the clients' package.json pins.</summary>
internal static class SdkFolders
{
    private static readonly Lazy<Task<IReadOnlyDictionary<string, SdkTypes>>> All = new(ReadAsync);

    /// <summary>Their types, by the SDK's name.</summary>
    public static Task<IReadOnlyDictionary<string, SdkTypes>> TypesAsync() => All.Value;

    private static async Task<IReadOnlyDictionary<string, SdkTypes>> ReadAsync()
    {
        string folder = Path.Combine(await ClientPackages.FolderAsync(), "node_modules");
        return new Dictionary<string, SdkTypes>
        {
            ["openai"] = SdkTypes.Read(Path.Combine(folder, "openai/resources")),
            ["anthropic"] = SdkTypes.Read(Path.Combine(folder, "@anthropic-ai/sdk/resources")),
            ["google"] = SdkTypes.Read(Path.Combine(folder, "@google/genai/dist/genai.d.ts")),
        };
    }
}
