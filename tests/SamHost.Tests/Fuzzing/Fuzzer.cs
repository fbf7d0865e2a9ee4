using System.Diagnostics;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;

namespace SamHost.Tests.Fuzzing;

/// <summary>
/// Reads many inputs, each made from its number alone. Each is read or refused with an error for the user, in time and in bounded memory;
/// the number of one that is not is in the message, so that it can be read again.
/// </summary>
internal static class Fuzzer
{
    private const int LongestMessage = 4_000;
    private const long MostManaged = 256L << 20;
    private const long MostVirtual = 1L << 30;

    // For an input of a few kilobytes on a machine that others use too.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads the inputs with the numbers from 0 on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="read">Makes an input from the generator of its number, and reads it.</param>
    /// <param name="mostManaged">The memory that reading one may ask for, altogether.</param>
    public static void Run(int count, Action<Random> read, long mostManaged = MostManaged)
    {
        var (current, good) = (0, 0);
        Exception? failure = null;
        var clock = Stopwatch.StartNew();
        var began = 0L;
        var before = VirtualPeak();
        // A thread that hangs can be left behind; the test's own cannot.
        var reader = new Thread(() =>
        {
            for (var number = 0; number < count && failure is null; number++)
            {
                Volatile.Write(ref began, clock.ElapsedTicks);
                Volatile.Write(ref current, number);
                failure = Read(new Random(number), read, mostManaged, ref good);
            }
        }) { IsBackground = true };
        reader.Start();
        while (!reader.Join(100))
            Assert.False(
                clock.ElapsedTicks - Volatile.Read(ref began) > Timeout.TotalSeconds * Stopwatch.Frequency,
                $"Input {Volatile.Read(ref current)} takes longer than {Timeout}.");

        Assert.True(failure is null, $"Input {current}: {failure}");
        Assert.InRange(VirtualPeak() - before, 0, MostVirtual);
        // Damage is mild enough to reach all parts of a reader: of some hundred inputs a few are still good.
        Assert.True(good > 0 && good < count, $"{good} of {count} inputs were read.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{count} inputs, {good} read, the others refused; {clock.Elapsed.TotalSeconds:0.0} s.");
    }

    private static Exception? Read(Random random, Action<Random> read, long mostManaged, ref int count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(random);
            count++;
        }
        catch (Exception e) when (e is ComponentException or UserErrorException)
        {
            if (e.Message.Length > LongestMessage)
                return new InvalidOperationException($"The message has {e.Message.Length} characters: {e.Message[..200]}");
        }
        catch (Exception e)
        {
            return e;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > mostManaged ? new InvalidOperationException($"It took {allocated} bytes.") : null;
    }

    // Native memory counts here as soon as it is asked for, used or not.
    private static long VirtualPeak() =>
        1024 * long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmPeak:", StringComparison.Ordinal))
                .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]);
}
