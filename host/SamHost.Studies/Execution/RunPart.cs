using System.Text.Json.Nodes;
using SamHost.Runs.Ownership;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Studies.Execution;

/// <summary>
/// Where a part of a run is made, from its start or a resume on, as <c>manifest.json</c> keeps it: bits are the same on machines that are.
/// </summary>
internal static class RunPart
{
    private const string ModelName = "model name";

    /// <summary>Describes this process's part.</summary>
    /// <param name="job">The attempt of a job that makes it; null for none.</param>
    /// <param name="device">What it trains on.</param>
    public static JsonObject Describe(JobAttempt? job, Device device) => new()
    {
        ["at"] = DateTimeOffset.UtcNow.ToString("O"),
        ["host"] = Environment.MachineName,
        ["processor"] = Processor(),
        ["device"] = device.type == DeviceType.CUDA ? Accelerator(device.index) : null,
        ["job"] = job?.Job,
        ["restart"] = job?.Restart,
        ["node"] = job?.Node,
    };

    private static string? Processor() => Line("/proc/cpuinfo", ModelName);

    // NVIDIA's driver says so; of others' the number is all that is known.
    private static string Accelerator(int index)
    {
        var folders = Directory.Exists("/proc/driver/nvidia/gpus") ? Directory.GetDirectories("/proc/driver/nvidia/gpus") : [];
        var models = folders.Select(folder => Line(Path.Combine(folder, "information"), "Model")).Distinct().ToList();
        return models is [{ } only] ? only : $"cuda:{Math.Max(index, 0)}";
    }

    private static string? Line(string path, string key)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
