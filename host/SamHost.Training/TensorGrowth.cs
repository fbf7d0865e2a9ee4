namespace SamHost.Training;

/// <summary>Detects leaked tensors: after each of many steps in a row more tensors are alive than before it.</summary>
internal sealed class TensorGrowth
{
    /// <summary>
    /// How many steps in a row. What a rule keeps for itself is made in the first ones, and a cache that fills is full some time.
    /// </summary>
    public const int Steps = 100;

    private long _last = long.MaxValue;
    private long _first;
    private int _inARow;
    private bool _isSaid;

    /// <summary>Adds the number of tensors alive between two steps.</summary>
    /// <returns>By how many they have grown, once; null otherwise.</returns>
    public long? Add(long alive)
    {
        if (alive <= _last) (_inARow, _first) = (0, alive);
        else _inARow++;
        _last = alive;
        if (_isSaid || _inARow < Steps) return null;
        _isSaid = true;
        return alive - _first;
    }
}
