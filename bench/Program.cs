// The micro-benchmarks, one class a subject, in folders that mirror Core and Proxy. Run all, or some, from the repository's root:
//   dotnet run -c Release --project bench -- --filter '*'
//   dotnet run -c Release --project bench -- --filter '*HeadParse*'
// The outbound scanner's throughput, in short:
//   dotnet run -c Release --project bench -- dlp
// The whole proxy under load:
//   dotnet run -c Release --project bench -- load
using System.Reflection;
using BenchmarkDotNet.Running;
using BotBottle.Bench.Dlp;
using BotBottle.Bench.Load;

if (args is ["load", .. var scenarios])
{
    return await LoadCommand.RunAsync(scenarios);
}

if (args is ["dlp"])
{
    return DlpCommand.Run();
}

var summaries = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
