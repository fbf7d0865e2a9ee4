using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using TorchSharp;

namespace SamHost.Benchmarks.Ratios;

/// <summary>The machine and the libraries that a measurement was made with.</summary>
internal static class MachineDescription
{
    private const string ModelName = "model name";

    /// <summary>What does not change from run to run: ratios of others may differ for that reason alone.</summary>
    private static readonly string[] Lasting = ["processor", "cores", "os", "dotnet", "torchsharp", "libtorch"];

    public static JsonObject Describe() => new()
    {
        ["processor"] = Processor(),
        ["cores"] = Environment.ProcessorCount,
        ["os"] = RuntimeInformation.OSDescription,
        ["dotnet"] = Environment.Version.ToString(),
        ["torchsharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
        ["libtorch"] = torch.__version__,
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>What is different here, a phrase each.</summary>
    public static IReadOnlyList<string> Differences(JsonNode stored, JsonNode here) =>
    [
        .. Lasting.Where(key => stored[key]?.ToString() != here[key]?.ToString())
            .Select(key => $"{key} {here[key]} instead of {stored[key]}"),
    ];

    private static string Processor() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(ModelName, StringComparison.Ordinal)) is { } line
            ? line.Split(':', 2)[1].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
