using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Plugins.Calls;

namespace SamHost.Commands;

/// <summary>Stops this process when its parent closes the standard input, by intent or because it has ended.</summary>
internal static class ParentWatch
{
    // Without its parent, nothing would end a call that hangs.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(5);

    /// <summary>Stops the host at the end of the standard input, and ends the process where that does not.</summary>
    public static void Start(IHostApplicationLifetime lifetime) => new Thread(() =>
    {
        while (Console.In.Read() >= 0) continue;
        lifetime.StopApplication();
        Thread.Sleep(GracePeriod);
        ProcessEnd.Now(ExitCode.Cancelled);
    }) { IsBackground = true, Name = "parent" }.Start();
}
