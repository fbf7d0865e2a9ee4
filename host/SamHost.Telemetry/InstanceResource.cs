using OpenTelemetry.Resources;
using SamHost.Configuration;

namespace SamHost.Telemetry;

/// <summary>
/// Tells this process apart from others of the program, in words: viewers list instances by this name. The study's name, or the program's
/// in a worker, which makes runs of whatever study it is given; and the process id.
/// </summary>
/// <param name="settings">The settings; null where there are none.</param>
internal sealed class InstanceResource(Settings? settings) : IResourceDetector
{
    private const string Instance = "service.instance.id";
    private const string Process = "process.pid";

    public Resource Detect()
    {
        var study = settings?.Tree["Study"]?["Name"]?.Text is { Length: > 0 } name ? name : Instrumentation.Service;
        return new Resource([new(Instance, $"{study}-{Environment.ProcessId}"), new(Process, (long)Environment.ProcessId)]);
    }
}
