using System.Globalization;
using System.Text;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Tests.Repository.Docs;

/// <summary>docs/calls.md is the table of calls as the code has it. With BOT_BOTTLE_WRITE_DOCS=1 the test writes the page.</summary>
public sealed class CallsPageTests
{
    private const string Page = "docs/calls.md";

    [Test]
    public void The_page_is_the_table_of_the_calls()
    {
        string page = Render();
        if (Environment.GetEnvironmentVariable("BOT_BOTTLE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(RepositoryTree.Root, Page), page);
        }

        Assert.That(RepositoryTree.Read(Page), Is.EqualTo(page));
    }

    private static string Render()
    {
        StringBuilder page = new();
        page.Append("""
            # Calls of providers

            What a POST to a provider's host does to a budget. `CallsPageTests` writes this page out of the code, and `SdkPostTests` reads the code of the named packages: a POST without a row fails it.

            - *model*: generates and bills tokens; it needs an admission. *Any* dialect: the response is searched for usage in all of them, and charged by estimate without one.
            - *free*: bills nothing and needs no admission. *Judged*: its body is checked for tools as a model call's is. A free call is free only in its exact path, and at a provider of the settings only if its `format` is the vendor's.
            - *unmetered*: spends later, or may, where no response shows it, or administers an account. It is refused under a hard budget, and on built-in hosts without one unless the route says `unmetered: true`.
            - `{}` is one segment; `**` is the path before it and all below. A path with a folder in parentheses stands in that folder at its vendor. At a provider of the settings, model calls and unmetered calls are known below any folder, and the strictest row counts.
            - Paths that hold a verb (`models/NAME:generateContent`, at Gemini and Vertex AI): *model*: `generateContent`, `streamGenerateContent`, `embedContent`, `batchEmbedContents`, `predict`, `generateAnswer`, `rawPredict`, `streamRawPredict`. *free*: `countTokens`, `computeTokens`, `cancel`, `fetchPredictOperation`, and `publishers/anthropic/models/count-tokens:rawPredict`. *unmetered*: `batchGenerateContent`, `asyncBatchEmbedContent`, `predictLongRunning`, `importFile`, `uploadToFileSearchStore`, and new `cachedContents`, `auth_tokens`, `tunedModels`, `tuningJobs`, `batchPredictionJobs` and `batches`.
            - Amazon Bedrock, at a provider of the settings (@aws-sdk/client-bedrock-runtime 3.1164.0): *model*: `model/ID/converse`, `converse-stream`, `invoke`, `invoke-with-response-stream`, and the guardrails' `apply` and `guardrail-checks/invoke`, which are charged by estimate. *free*, where the format is `bedrock`: `count-tokens`. *unmetered*: `invoke-with-bidirectional-stream`, `async-invoke`, `model-invocation-job`, `model-customization-jobs`, `evaluation-jobs`, `provisioned-model-throughput`.
            - Any other POST: *unmetered* at a built-in provider; at a provider of the settings it needs an admission, and is charged by what its response shows, else by estimate.

            | API | read in | path | class | dialect |
            |---|---|---|---|---|

            """);
        foreach (CallGroup group in ListedCalls.Groups)
        {
            string folder = group.Base.Length > 0 ? $"({group.Base})" : "";
            foreach ((string path, CallClass call) in group.Rows)
            {
                page.Append(CultureInfo.InvariantCulture, $"| {group.Name} | {group.Source} | {folder}`{path}` | {Kind(call)} | {Dialect(call)} |\n");
            }
        }

        return page.ToString();
    }

    private static string Kind(CallClass call) => call switch
    {
        { Kind: CallKind.ModelCall } => "model",
        { Kind: CallKind.Free, Format: CallFormat.Unknown } => "free",
        { Kind: CallKind.Free } => "free, judged",
        _ => "unmetered",
    };

    private static string Dialect(CallClass call) => call switch
    {
        { Kind: not CallKind.ModelCall } => "",
        { Format: CallFormat.Unknown } => "any",
        _ => call.Format.ToString(),
    };
}
