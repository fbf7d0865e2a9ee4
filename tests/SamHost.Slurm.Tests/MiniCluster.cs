using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SamHost.Slurm.Tests;

/// <summary>
/// A real Slurm of three nodes on this machine, from Debian's packages slurm-wlm and munge: two CPUs a node; the partition <c>high</c>
/// preempts
/// <c>low</c>. Ends with the test.
/// </summary>
internal sealed class MiniCluster : IDisposable
{
    public static readonly string[] Nodes = ["n1", "n2", "n3"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-slurm-").FullName;
    private readonly Dictionary<string, Process> _daemons = [];

    /// <summary>Starts it.</summary>
    /// <param name="nodes">How many of the nodes are up.</param>
    public MiniCluster(int nodes = 3)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        var ports = Enumerable.Range(0, 4).Select(_ => FreePort()).ToList();
        var host = Environment.MachineName.Split('.')[0];
        File.WriteAllText(Conf, $"""
            ClusterName=mini
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={ports[0]}
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={_folder}/munge.socket,cred_expire=5
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,requeue_delay=0
            PreemptType=preempt/partition_prio
            PreemptMode=REQUEUE
            ReturnToService=2
            SlurmctldTimeout=30
            SlurmdTimeout=30
            KillWait=10
            MinJobAge=300
            MaxArraySize=20
            StateSaveLocation={_folder}/state
            SlurmdSpoolDir={_folder}/spool.%n
            SlurmctldPidFile={_folder}/slurmctld.pid
            SlurmdPidFile={_folder}/slurmd.%n.pid
            SlurmctldLogFile={_folder}/slurmctld.log
            SlurmdLogFile={_folder}/slurmd.%n.log
            MailProg=/bin/true
            {string.Join('\n', Nodes.Select((node, place) =>
                $"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[place + 1]} CPUs=2 RealMemory=1000"))}
            PartitionName=low Nodes=ALL Default=YES PriorityTier=1 PreemptMode=REQUEUE GraceTime=5 MaxTime=60 DefaultTime=20 State=UP
            PartitionName=high Nodes=ALL PriorityTier=10 PreemptMode=OFF MaxTime=60 State=UP
            """ + "\n");
        // A machine without cgroups that a daemon may write to will do.
        File.WriteAllText(Path.Combine(_folder, "cgroup.conf"), "CgroupPlugin=cgroup/v1\n");
        var key = Path.Combine(_folder, "munge.key");
        File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(128));
        Run("chmod", "400", key);
        Start(
            "munged", "--foreground", "--force", $"--key-file={key}", $"--socket={_folder}/munge.socket",
            $"--pid-file={_folder}/munged.pid", $"--log-file={_folder}/munged.log", $"--seed-file={_folder}/munged.seed");
        Until(() => File.Exists(Path.Combine(_folder, "munge.socket")), "munged");
        StartController();
        foreach (var node in Nodes.Take(nodes)) StartNode(node);
        Until(
            () => Run("sinfo", "-h", "-N", "-p", "low", "-t", "idle", "-o", "%N")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == nodes,
            "the nodes");
    }

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing =>
        new[] { "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch" }
            .FirstOrDefault(file => !File.Exists(file)) is { } file
            ? $"There is no {file}, of Debian's packages slurm-wlm, slurm-client and munge."
        : Environment.UserName != "root" ? "Slurm's daemons are to be started by root here."
        : null;

    /// <summary>What programs need to find it.</summary>
    public Dictionary<string, string> Variables => new() { ["SLURM_CONF"] = Conf };

    /// <summary>What the controller has logged.</summary>
    public string ControllerLog => File.ReadAllText(Path.Combine(_folder, "slurmctld.log"));

    private string Conf => Path.Combine(_folder, "slurm.conf");

    /// <summary>Runs one of Slurm's commands.</summary>
    /// <returns>What it printed, without the last end of line; empty where it failed.</returns>
    public string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(Describe(program, arguments))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.GetAwaiter().GetResult();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : "";
    }

    /// <summary>The jobs that Slurm holds.</summary>
    public IReadOnlyList<string> Held() =>
    [
        .. Run("squeue", "-h", "-r", "-t", "pending", "-o", "%i %r").Split('\n')
            .Where(line => line.EndsWith("held", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]),
    ];

    /// <summary>The elements of arrays that run: job and node.</summary>
    public IReadOnlyList<(string Job, string Node)> Running() =>
    [
        .. Run("squeue", "-h", "-r", "-t", "running", "-p", "low", "-o", "%i %N").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).Where(cells => cells[0].Contains('_')).Select(cells => (cells[0], cells[1])),
    ];

    public void StartController() => Start("slurmctld", "-D");

    public void StartNode(string node) => _daemons[node] = StartDaemon("slurmd", "-D", "-N", node);

    /// <summary>Waits until the controller's state is on the disk, which it writes five seconds after a change at the latest.</summary>
    public void WaitForSavedState()
    {
        var now = DateTime.UtcNow;
        for (var left = 60; left > 0 && File.GetLastWriteTimeUtc(Path.Combine(_folder, "state", "job_state")) < now; left--)
            Thread.Sleep(100);
    }

    /// <summary>Ends a daemon as a crash would.</summary>
    /// <param name="name">That of a node, or slurmctld.</param>
    public void Crash(string name)
    {
        _daemons[name].Kill();
        _daemons[name].WaitForExit();
    }

    public void Dispose()
    {
        Run("scancel", "--signal=KILL", "--full", "--user=root");
        Run("scancel", "--user=root");
        // What a job has started ends with its slurmd alone.
        for (var left = 50; left > 0 && Run("squeue", "-h").Length > 0; left--) Thread.Sleep(100);
        foreach (var daemon in _daemons.Values.Reverse())
        {
            if (!daemon.HasExited) daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits for something.</summary>
    public static void Until(Func<bool> condition, string what, int seconds = 0)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Assert.True(clock.Elapsed < (seconds > 0 ? TimeSpan.FromSeconds(seconds) : Patience), $"Waiting for {what} took too long.");
            Thread.Sleep(100);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Start(string program, params string[] arguments) => _daemons[program] = StartDaemon(program, arguments);

    private Process StartDaemon(string program, params string[] arguments)
    {
        var start = Describe($"/usr/sbin/{program}", arguments);
        var process = Process.Start(start)!;
        // It logs to a file; what it says besides is not to block it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private ProcessStartInfo Describe(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLURM_CONF"] = Conf;
        return start;
    }
}
