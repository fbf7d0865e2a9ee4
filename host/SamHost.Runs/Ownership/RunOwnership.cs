using System.Diagnostics;
using SamHost.Configuration;

namespace SamHost.Runs.Ownership;

/// <summary>
/// That this process, and no other, makes a run. On one machine a lock says so. Between machines <c>owner.json</c> does, with a token: its
/// owner writes a heartbeat, and whoever finds none for three times its interval takes over. The owner reads the token again before each
/// write that counts (<see cref="Require"/>), so that one that was stopped, or cut off from the file server, writes nothing once it goes
/// on.
/// </summary>
public sealed class RunOwnership : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly string _folder;
    private readonly RunOwner _owner;
    private readonly FileStream? _lock;
    private readonly CancellationTokenSource _lost = new();
    private readonly ManualResetEventSlim _ending = new();
    private readonly Thread _beating;
    private long _lastBeat;
    private volatile string? _loss;

    private RunOwnership(string folder, RunOwner owner, FileStream? held)
    {
        (_folder, _owner, _lock) = (folder, owner, held);
        owner.Write(folder);
        Beat();
        _beating = new Thread(KeepBeating) { IsBackground = true, Name = "heartbeat" };
        _beating.Start();
    }

    /// <summary>Is cancelled where this process turns out not to be the owner any more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why this process is not the owner any more, looked up now; null where it is.</summary>
    public string? Loss
    {
        get
        {
            Check();
            return _loss;
        }
    }

    /// <summary>A short name like no other owner's, for names of files.</summary>
    public string Mark => _owner.Token[^8..];

    /// <summary>After how long without a heartbeat an owner is taken for lost.</summary>
    public TimeSpan LostAfter => _owner.LostAfter;

    /// <summary>How far the run is, for the heartbeat; called on another thread. Null before it trains.</summary>
    public Func<(double Fraction, string Text)>? Progress { get; set; }

    /// <summary>Becomes the owner of a run.</summary>
    /// <param name="folder">The run's folder, which exists.</param>
    /// <param name="job">
    /// The attempt of a job that this process belongs to: it waits until an owner that is not heard of is lost. Null for a person's, who is
    /// told at once.
    /// </param>
    /// <param name="note">Says what a person has to know.</param>
    /// <exception cref="UserErrorException">
    /// Another process makes the run; with <see cref="ExitCode.OwnedElsewhere"/> where this one belongs to a job.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static RunOwnership Acquire(string folder, JobAttempt? job, Action<string> note)
    {
        var own = RunOwner.Own(job);
        var held = RunLock.Take(folder);
        try
        {
            var earlier = RunOwner.Read(folder);
            if (held is null && (earlier is null || earlier.Node == own.Node)) throw Busy(folder, earlier, job);
            if (earlier is { HasEnded: false })
            {
                AwaitLoss(folder, earlier, job);
                note($"{folder} was being made by {earlier}, which is no longer heard of; this process takes over.");
                held ??= RunLock.Take(folder);
            }

            if (held is not null && RunLock.DoesNothing(folder))
                note($"Locks do nothing on the file system of {folder}: two processes that make the same run at the same moment are kept "
                    + "apart by owner.json alone.");
            return new RunOwnership(folder, own, held);
        }
        catch (Exception)
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>To be called before each write that counts.</summary>
    /// <exception cref="OwnershipLostException">This process is not the owner any more.</exception>
    public void Require()
    {
        if (Loss is { } loss) throw new OwnershipLostException(loss);
    }

    /// <summary>Gives the run up.</summary>
    public void Dispose()
    {
        _ending.Set();
        _beating.Join();
        Check();
        if (_loss is null) Release();
        _lock?.Dispose();
        _lost.Dispose();
        _ending.Dispose();
    }

    private static void AwaitLoss(string folder, RunOwner owner, JobAttempt? job)
    {
        var last = Heartbeat.Last(folder);
        while (Heartbeat.Age(folder) is { } age && age < owner.LostAfter)
        {
            // The owner is alive where it is heard of, or where nobody is to wait.
            if (job is null || Heartbeat.Last(folder) != last) throw Busy(folder, owner, job);
            Thread.Sleep(Look);
            // It has given the run up.
            if (RunOwner.Read(folder) is not { } now || now.HasEnded) return;
            if (now.Token != owner.Token) throw Busy(folder, now, job);
        }
    }

    private static UserErrorException Busy(string folder, RunOwner? owner, JobAttempt? job)
    {
        var who = owner is null ? "another process" : owner.ToString();
        return new UserErrorException(
            [$"{folder} is being written by {who}, which makes the same run; wait for it, or end it."],
            job is null ? ExitCode.Configuration : ExitCode.OwnedElsewhere);
    }

    private void KeepBeating()
    {
        while (!_ending.Wait(_owner.Heartbeat))
        {
            Check();
            if (_loss is not null) return;
            Beat();
        }
    }

    private void Beat()
    {
        try
        {
            var progress = Progress?.Invoke();
            new Heartbeat(_owner.Token, progress?.Fraction, progress?.Text).Write(_folder);
            Volatile.Write(ref _lastBeat, Stopwatch.GetTimestamp());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, or a file server that is away: it is tried again, until this process may be taken for lost.
            return;
        }
    }

    private void Check()
    {
        if (_loss is not null) return;
        // Before owner.json is read: who was stopped in between is told of the owner that came, not of the clock.
        var late = MayBeTakenForLost;
        RunOwner? now;
        try
        {
            now = RunOwner.Read(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Lose($"This attempt ends: who makes the run cannot be read ({e.Message.TrimEnd('.')}).");
            return;
        }

        if (now?.Token != _owner.Token)
        {
            Lose(now is null
                ? "This attempt ends, and writes nothing more: its folder was given up or moved."
                : $"This attempt ends, and writes nothing more: the run is now made by {now}.");
        }
        else if (late)
        {
            Lose($"This attempt ends, and writes nothing more: for {Stopwatch.GetElapsedTime(Volatile.Read(ref _lastBeat)).TotalSeconds:0} "
                + "seconds it could not say that it is alive, and another one may begin.");
        }
    }

    // A process of a person's that was stopped, by Ctrl-Z say, and goes on still holds the lock; a job would be started again elsewhere.
    private bool MayBeTakenForLost => _owner.Job is not null
        && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastBeat)) > 2 * _owner.Heartbeat;

    private void Lose(string reason)
    {
        _loss = reason;
        _lost.Cancel();
    }

    private void Release()
    {
        try
        {
            // The heartbeat first: without an owner it means nothing.
            File.Delete(Path.Combine(_folder, Heartbeat.FileName));
            File.Delete(Path.Combine(_folder, RunOwner.FileName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever comes next finds that this process has ended, or waits for it.
            return;
        }
    }
}
