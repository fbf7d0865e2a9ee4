namespace SamHost.Studies.Progress;

/// <summary>Shows the progress of one run.</summary>
public interface IRunDisplay
{
    /// <summary>The run got on.</summary>
    /// <param name="fraction">How much of it is done: 0 to 1.</param>
    /// <param name="epochEnded">Whether an epoch has just ended.</param>
    /// <param name="numbers">Epoch, loss, accuracy, time left in one line; asked for when it is shown.</param>
    void Show(double fraction, bool epochEnded, Func<string> numbers)
    {
    }

    /// <summary>The run ended as planned.</summary>
    void Complete()
    {
    }

    /// <summary>The run failed or was cancelled.</summary>
    void Fail()
    {
    }
}
